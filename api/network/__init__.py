"""A network enters; a file of it leaves, in the form that a reader or a program asks for."""

from api.network.forms import FORMS, NetworkForm, form_of

__all__ = ["FORMS", "NetworkForm", "form_of"]
