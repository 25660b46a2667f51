"""Model, components, splitting and repurposing through the command line, as machines read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.command_line import Answer, within
from tests.flows.house import EXAMPLES, House

EV, STATIONARY, CELLS = EXAMPLES / "ev_pack", EXAMPLES / "stationary_pack", EXAMPLES / "nasa_pcoe"
MODEL = "https://example.org/model/DEMO-EV-96S40P"
PACK = "https://example.org/battery/DEMO-EV-96S40P-0001"
STORE = "https://example.org/battery/DEMO-STORE-16S40P-0001"


def run(house: House, *arguments: object) -> Answer:
    keys = () if arguments[0] in ("show", "history") else ("--passphrase-file", house.passphrase_file)
    return within(*map(str, (*arguments, "--json", *keys)), home=house.at.home.root)


def done(house: House, *arguments: object) -> dict[str, Any]:
    answer = run(house, *arguments)
    assert answer.code == 0, answer.out + answer.err
    return answer.document


@pytest.mark.slow
def test_commands__from_model_to_successor__each_says_what_it_did(house: House) -> None:
    model = done(house, "register-model", EV / "model.json", "--as", "maker")
    assert model["identifier"] == MODEL
    published = done(house, "publish", MODEL, "--as", "maker", "--product", EV / "of_the_model")
    assert len(published["products"]) == 8
    done(house, "register", EV / "pack.json", "--as", "maker")
    done(house, "hand-over", PACK, "--from", "maker", "--to", "operator", "--role", "operator")
    done(house, "publish", PACK, "--as", "operator", "--product", EV / "of_the_pack")
    for cell in ("B0005", "B0006"):
        history = f"ChargingHistory={CELLS / f'charging_history_{cell}.json'}"
        name = f"https://example.org/battery/EV-0001-{cell}"
        done(house, "publish", name, "--as", "operator", "--product", history)
    shown = done(house, "show", PACK)
    assert shown["model"] == MODEL
    assert {product["about"] for product in shown["products"]} == {"this battery", "its model"}

    rolled = done(house, "components", PACK)["rollUp"]
    assert (rolled["component"], rolled["bound"]) == ("https://example.org/battery/EV-0001-B0006", "at most")
    assert [gap["component"] for gap in rolled["missing"]] == ["https://example.org/battery/EV-0001-B0007"]
    refused = run(house, "components", PACK, "--quantity", "capacity", "--rule", "sum")
    assert (refused.code, refused.error) == (1, "battery.quantity")

    done(house, "hand-over", PACK, "--from", "operator", "--to", "second", "--role", "second-life-operator")
    split = done(house, "split", "--all-of", PACK, "--as", "second")["components"]
    assert [each["stage"] for each in split] == ["second life"] * 2
    declared = ("repurpose", STATIONARY / "successor.json", "--as", "second")
    made = done(house, *declared, "--from", f"{PACK}-M1", "--from", f"{PACK}-M2")
    assert made["madeOf"] == [each["passportId"] for each in split]
    assert made["status"] == "repurposed"
    assert [each["passportId"] for each in done(house, "show", STORE)["predecessors"]] == made["madeOf"]
    assert done(house, "show", f"{PACK}-M1")["successor"] == made["passportId"]
    assert done(house, "history", STORE)["predecessors"] == made["madeOf"]
    relations = [part["relation"] for part in done(house, "components", STORE)["battery"]["components"]]
    assert relations == ["made of", "made of"]
    closed = run(house, *declared, "--from", f"{PACK}-M1")
    assert (closed.code, closed.error) == (1, "ledger.refused.PassportExists")


def test_split__neither_component_nor_whole_named__wrong_use(house: House) -> None:
    assert run(house, "split", "--as", "second").code == 2
