"""Rules 3 to 6: whose is this event? Changes the book, gives the identity that the event belongs to."""

from handraiser.events.models import Kind
from handraiser.people import aliasing, folding
from handraiser.people.book import Book, Cause
from handraiser.people.cards import IdentityCard, PersonCard
from handraiser.people.folding import Reason
from handraiser.people.models import Act, IdentityKind, Trust
from handraiser.people.normalising import Email
from handraiser.people.said import Said


def recognise(book: Book, said: Said, cause: Cause) -> IdentityCard | None:
    """None where the event names nothing that identifies: it is kept, and is nobody's."""
    if said.event.kind == Kind.ALIAS and said.user:
        return aliasing.recognise(book, said, said.user, cause)
    return Recognition(book, said, cause).identity()


class Recognition:
    """The case of one event that names somebody, or nobody."""

    def __init__(self, book: Book, said: Said, cause: Cause) -> None:
        self.book, self.said, self.cause = book, said, cause
        self.address: Email | None = None if said.email is None or said.email.role else said.email
        self.device = book.device(said.anonymous)
        self.user = book.users.get(said.user) if said.user else None
        self.email = book.emails.get(self.address.value) if self.address else None

    def identity(self) -> IdentityCard | None:
        """The user id where one is named, else the device in its epoch, else the address."""
        if self.said.user or self.address:
            self._bring_device(self._own())
        elif self.device is None and self.said.anonymous:
            self._open_device(self.book.add_person(self.said.event.occurred_us, bot=self.said.bot), Act.OPENED)
        if self.said.user:
            return self.book.users[self.said.user]
        return self.book.device(self.said.anonymous) or self._address()

    def _address(self) -> IdentityCard | None:
        value = self.address.value if self.address else ""
        return self.book.typed.get(value) or self.book.emails.get(value)

    # ---- who is named: the person's own row that what is new attaches to ------------------------------------

    def _own(self) -> PersonCard:
        if self.user:
            return self._of_user(self.user)
        if self.said.user:
            own = self._of_new_user_with(self.email) if self.email else self._unnamed(self.said.user)
            if self.said.user not in self.book.users:
                self._attach(IdentityKind.USER, self.said.user, self.said.event.user_id or "", own)
        else:
            own = self._of_email(self.email) if self.email else self._unnamed(None)
        if self.address and self.address.value not in self.book.emails:
            self._attach(IdentityKind.EMAIL, self.address.value, self.address.raw, own)
        return own

    def _of_user(self, user: IdentityCard) -> PersonCard:
        """A known user id; a second e-mail is added to it, somebody else's is not."""
        if self.address and self.email is None:
            self._attach(IdentityKind.EMAIL, self.address.value, self.address.raw, user.person)
        elif self.email and self.email.person.canonical is user.person.canonical:
            if self.said.trusted and not user.person.speaks and self.email.person.speaks:
                self._settle(user.person)
        elif self.email:
            self._compare(user.person.canonical, self.email.person.canonical)
        return user.person

    def _compare(self, by_user: PersonCard, by_email: PersonCard) -> None:
        """One event names two known people (rule 5)."""
        if self.book.is_parted(by_user, by_email):
            return
        halves = not by_email.has_user and not by_user.has_email
        if self.said.trust >= Trust.T2 or (self.said.trusted and halves):
            reason = Reason.CONFIRMED_EMAIL if self.said.trust >= Trust.T2 else Reason.USER_ID
            folding.fold(self.book, *folding.by_age(by_user, by_email), reason, self.cause)
        else:
            self.book.suggest(by_user, by_email, "email", self.cause)

    def _of_new_user_with(self, email: IdentityCard) -> PersonCard:
        """A new user id beside an e-mail that already belongs to somebody."""
        owner = email.person.canonical
        if self.said.trusted:
            if not owner.has_user:
                return email.person
            own = self._visitor_here() or self._new_person()
            self.book.suggest(own, owner, "email", self.cause)
            return own
        if self.device and self.device.person.canonical is owner and not self._has_user(self.device):
            return self.device.person
        return self._claim(owner)

    def _of_email(self, email: IdentityCard) -> PersonCard:
        """An e-mail that already belongs to somebody, and no user id."""
        owner = email.person.canonical
        if self.said.trusted:
            return email.person
        for epoch in reversed(self.book.devices.get(self.said.anonymous or "", [])):
            if epoch.person.canonical is owner and (epoch.person.speaks or epoch is self.device):
                return epoch.person
        return self._claim(owner)

    def _unnamed(self, user: str | None) -> PersonCard:
        """Identifiers that are all new: they attach to whom the device belongs to, where they fit (rules 3 and 4)."""
        if self.device is None:
            return self._new_person()
        claimed = not self.device.person.speaks
        second_user = user is not None and self._has_user(self.device)
        second_email = self.address is not None and (claimed or self.device.person.canonical.has_email)
        return self._new_person() if second_user or second_email else self.device.person

    def _claim(self, owner: PersonCard) -> PersonCard:
        """Rule 6: a browser says it is somebody. Once cut off from them, it cannot say so again."""
        own = self._visitor_here() or self._typed_before() or self._new_person()
        if (
            own.canonical is not owner
            and own.canonical.known_us is None
            and not self.book.is_parted(owner, own.canonical)
        ):
            hold = self.said.event.source_id in self.book.strict
            folding.fold(self.book, owner, own.canonical, Reason.CLAIMED, self.cause, hold=hold)
        if self._is_typed and self.address and self.address.value not in self.book.typed:
            typed = self.book.add_typed(self.address.value, self.address.raw, own, self.cause)
            self.book.link(typed, Act.CLAIMED, self.cause)
        return own

    @property
    def _is_typed(self) -> bool:
        return not self.said.anonymous and not self.said.user

    def _typed_before(self) -> PersonCard | None:
        typed = self.book.typed.get(self.address.value) if self.address and self._is_typed else None
        return typed.person if typed else None

    # ---- the device ---------------------------------------------------------------------------------------------

    def _bring_device(self, own: PersonCard) -> None:
        """The device is now this person's: opened, recognised, or in a new epoch (rules 3 and 4)."""
        if not self.said.anonymous:
            return
        if self.device is None:
            self._open_device(own, Act.LINKED if self.user or self.email else Act.OPENED)
            return
        here, there = self.device.person.canonical, own.canonical
        if here is there:
            self._agree(self.device.person, own)
        elif here.known_us is not None:
            self._open_epoch(own)
        elif not self.book.is_parted(there, here):
            folding.fold(self.book, there, here, Reason.RECOGNISED, self.cause)

    def _agree(self, device: PersonCard, own: PersonCard) -> None:
        """Device and name lead to the same person, one of them perhaps by a claim only."""
        if own.speaks and not device.speaks:
            self._settle(device)
        elif device.speaks and not own.speaks:
            if self.user and not own.canonical.has_user:
                self._settle(own)  # as if this very user id were new
            else:
                self._open_epoch(own)

    def _open_epoch(self, own: PersonCard) -> None:
        value = self.said.anonymous
        assert value is not None
        self._open_device(own, Act.LINKED)
        for epoch in self.book.devices[value]:
            epoch.shared = True
            self.book.staged.shared.add(epoch)

    def _open_device(self, own: PersonCard, act: Act) -> None:
        value = self.said.anonymous
        assert value is not None
        raw = self.said.event.anonymous_id or value
        device = self.book.add_identity(IdentityKind.ANONYMOUS, value, raw, own, self.cause)
        self.book.link(device, act if own.speaks else Act.CLAIMED, self.cause)

    # ---- small words -----------------------------------------------------------------------------------------------

    def _visitor_here(self) -> PersonCard | None:
        if self.device and self.device.person.canonical.known_us is None:
            return self.device.person
        return None

    def _has_user(self, device: IdentityCard) -> bool:
        """Whether the device's person has a user id; a claim's own row, not that of whom it claims to be."""
        return device.person.canonical.has_user if device.person.speaks else bool(device.person.users)

    def _new_person(self) -> PersonCard:
        return self.book.add_person(self.said.event.occurred_us, bot=self.said.bot)

    def _attach(self, kind: IdentityKind, value: str, raw: str, own: PersonCard) -> None:
        identity = self.book.add_identity(kind, value, raw, own, self.cause)
        self.book.link(identity, Act.ATTACHED if own.speaks else Act.CLAIMED, self.cause)

    def _settle(self, claimant: PersonCard) -> None:
        """A user id of that very person was named on it, or a server vouches for it."""
        folding.settle(self.book, claimant, Act.LINKED, self.cause)
