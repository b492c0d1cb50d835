"""Files in a source's own syntax enter, plain records with their locators leave."""
