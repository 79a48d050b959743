"""What a form of the accounts area cannot be granted, each tied to the field that a reader can mend."""

from flask_babel import gettext as _

from forum.errors import Refused

__all__ = ["AliasTaken", "NameTaken", "WrongCode", "WrongPassword", "WrongSignIn"]


class NameTaken(Refused):
    """Somebody has the name, or one that looks like it."""

    def __init__(self) -> None:
        super().__init__(_("This name is taken, or looks like one that is. Please choose another."))


class AliasTaken(Refused):
    """Somebody writes under this one-off name already."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Somebody writes under the name %(name)s already. Please take another one.", name=name))


class WrongSignIn(Refused):
    """Name and password do not belong together; which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__(_("This name and password do not go together. Check both, or set a new password."))


class WrongPassword(Refused):
    """A member who is signed in gave another password than theirs."""

    def __init__(self) -> None:
        super().__init__(_("This is not the password you sign in with."))


class WrongCode(Refused):
    """Name and recovery code do not belong together; which of them is wrong is not said."""

    def __init__(self) -> None:
        super().__init__(_("This name and recovery code do not go together. Check both. A code works once."))
