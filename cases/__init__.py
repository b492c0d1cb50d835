"""What people did about a candidate enters; a journal that nobody can change unseen, and what it says, leave."""
