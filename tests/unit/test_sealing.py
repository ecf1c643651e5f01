"""Sealed tokens open with their own key, at their own place, and nowhere else."""

import pytest

from bot.slack.sealing import BadKeys, Keys, Locked, new_key

TOKEN = "xoxb-1-secret"


def test_what_is_sealed_opens_again_and_never_looks_the_same_twice() -> None:
    keys = Keys.read(new_key())

    first, second = (keys.seal(TOKEN, place="T1:token") for _ in range(2))

    assert first != second
    assert TOKEN.encode() not in first
    assert keys.open(first, key_id=keys.first, place="T1:token") == TOKEN


def test_the_first_key_seals_and_each_of_them_opens() -> None:
    old, new = new_key(), new_key()
    sealed = Keys.read(old).seal(TOKEN, place="T1:token")
    both = Keys.read(f" {new} , {old},")

    assert both.first == new.partition(":")[0]
    assert both.open(sealed, key_id=old.partition(":")[0], place="T1:token") == TOKEN


def test_another_key_another_place_or_one_changed_bit_opens_nothing() -> None:
    keys, name = Keys.read(new_key()), "T1:token"
    sealed = keys.seal(TOKEN, place=name)
    impostor = Keys.read(f"{keys.first}:{new_key().partition(':')[2]}")

    with pytest.raises(Locked, match="isn't the one"):
        impostor.open(sealed, key_id=keys.first, place=name)
    with pytest.raises(Locked):
        keys.open(sealed, key_id=keys.first, place="T2:token")
    with pytest.raises(Locked, match="doesn't hold"):
        keys.open(sealed, key_id="gone", place=name)
    for place in range(len(sealed)):
        changed = bytes([*sealed[:place], sealed[place] ^ 1, *sealed[place + 1 :]])
        with pytest.raises(Locked):
            keys.open(changed, key_id=keys.first, place=name)


@pytest.mark.parametrize("setting", ["secret", "a:", ":QUJD", "a:QUJD", "a:%%%", f"a:{'A' * 43}=,b:short"])
def test_a_key_that_makes_no_sense_is_named_by_its_place_and_not_shown(setting: str) -> None:
    with pytest.raises(BadKeys, match=r"number \d must be") as bad:
        Keys.read(setting)

    assert setting.rpartition(":")[2] not in str(bad.value) or not setting.rpartition(":")[2]


def test_the_same_id_twice_is_refused() -> None:
    key = new_key()

    with pytest.raises(BadKeys, match="twice"):
        Keys.read(f"{key},{key}")


def test_no_key_at_all_is_an_empty_ring() -> None:
    assert Keys.read("").by_id == {}
