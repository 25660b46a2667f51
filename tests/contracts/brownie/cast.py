"""The organisations of the tests: an account of the engine each, whose key also signs typed data."""

from dataclasses import dataclass, field
from typing import Any

from brownie import accounts
from eth_account import Account
from eth_account.signers.local import LocalAccount
from words import Role

MNEMONIC = "test test test test test test test test test test test junk"
"""The engines' own well-known test mnemonic; its keys hold nothing anywhere."""

Account.enable_unaudited_hdwallet_features()


@dataclass
class Party:
    """An organisation with one account of the engine as controller and signer."""

    name: str
    roles: tuple[Role, ...]
    index: int
    id: int = 0
    key: LocalAccount = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derives the key the engine holds for this account."""
        self.key = Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{self.index}")

    @property
    def account(self) -> Any:
        """Brownie's account."""
        return accounts[self.index]

    @property
    def address(self) -> str:
        """Checksummed address."""
        return self.key.address

    @property
    def tx(self) -> dict[str, Any]:
        """Transaction parameters: from this organisation."""
        return {"from": self.account}

    @property
    def role_set(self) -> int:
        """Role set as the contracts keep it."""
        return sum(role.bit for role in self.roles)


@dataclass
class Cast:
    """Everyone who plays. `governance`, `relayer` and `stranger` are enrolled nowhere."""

    governance: Party = field(default_factory=lambda: Party("governance", (), 0))
    relayer: Party = field(default_factory=lambda: Party("relayer", (), 1))
    stranger: Party = field(default_factory=lambda: Party("stranger", (), 2))
    maker: Party = field(default_factory=lambda: Party("maker", (Role.MANUFACTURER,), 3))
    other_maker: Party = field(default_factory=lambda: Party("other maker", (Role.MANUFACTURER,), 4))
    operator: Party = field(default_factory=lambda: Party("operator", (Role.OPERATOR,), 5))
    other_operator: Party = field(default_factory=lambda: Party("other operator", (Role.OPERATOR,), 6))
    second_life: Party = field(default_factory=lambda: Party("second life", (Role.SECOND_LIFE_OPERATOR,), 7))
    other_second_life: Party = field(
        default_factory=lambda: Party("other second life", (Role.SECOND_LIFE_OPERATOR,), 8)
    )
    recycler: Party = field(default_factory=lambda: Party("recycler", (Role.RECYCLER,), 9))
    other_recycler: Party = field(default_factory=lambda: Party("other recycler", (Role.RECYCLER,), 10))
    workshop: Party = field(default_factory=lambda: Party("workshop", (Role.SERVICE,), 11))
    other_workshop: Party = field(default_factory=lambda: Party("other workshop", (Role.SERVICE,), 12))
    auditor: Party = field(default_factory=lambda: Party("auditor", (Role.AUDITOR,), 13))
    authority: Party = field(default_factory=lambda: Party("authority", (Role.AUTHORITY,), 14))
    other_authority: Party = field(default_factory=lambda: Party("other authority", (Role.AUTHORITY,), 15))
    spare: Party = field(default_factory=lambda: Party("spare", (), 16))
    other_spare: Party = field(default_factory=lambda: Party("other spare", (), 17))

    @property
    def organisations(self) -> list[Party]:
        """Those that get enrolled, in this order."""
        return [party for party in vars(self).values() if party.roles]

    def receiver(self, role: Role, not_this: Party | None = None) -> Party:
        """An organisation that has `role` and is not `not_this`."""
        return next(p for p in self.organisations if role in p.roles and p is not not_this)
