#!/usr/bin/env python3
"""Makes vectors.json, the test vectors of docs/ciphered-lines.md (section 11), beside itself.

Written from that text alone: it shares nothing with the C++ sources, which are tested against it.
The same file comes out of every run, byte for byte. On Debian 12:

    apt-get install python3-argon2 python3-cryptography
    /usr/bin/python3 tests/cipher/make_vectors.py

Only who changes the vectors needs that; the tests read the file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NOTE = (
    "Bytes are lower-case hex; strings are Unicode. keys: the last of a reader's keys is the current"
    " one. after: these lines are opened first, by the same reader, each with its own kind, target"
    " and sender. files: the file in clear is the pattern's bytes repeated up to the size;"
    " ciphertext is left out above 1024 bytes. files_damaged: ciphertext_sha256 is that of the"
    " stored file after the edit; an empty edit changes nothing. caesar: clear is NFD already."
)

SPACES = {0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000}
CHUNK = 65536


# -- the rules ---------------------------------------------------------------


def fold(name: str) -> str:
    head = name.lstrip("~&@%+")
    if head.startswith("#"):
        name = head
    composed = unicodedata.normalize("NFC", name)
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in composed)


def prepare(passphrase: str) -> bytes | None:
    spaced = "".join(" " if ord(c) in SPACES else c for c in passphrase)
    prepared = unicodedata.normalize("NFC", spaced).encode()
    refused = any(byte < 0x20 or byte == 0x7F for byte in prepared)
    return None if refused or not 1 <= len(prepared) <= 1024 else prepared


def label_of(names: list[str]) -> str:
    return b" ".join(sorted(fold(name).encode() for name in names)).decode()


def hkdf(root: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=b"uvchat/aes1", info=info).derive(root)


def line_info(kind: str, target: str, sender: str) -> bytes:
    said_by = "" if kind == "TOPIC" else fold(sender)
    return b"\0".join([b"line", kind.encode(), fold(target).encode(), said_by.encode()])


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def made_from(words: str, length: int) -> bytes:
    """Nonces and file keys of the vectors: a real sender's are random."""
    return hashlib.sha256(words.encode()).digest()[:length]


class Key:
    def __init__(self, key_id: str, passphrase: str, names: list[str]) -> None:
        prepared = prepare(passphrase)
        assert prepared is not None
        self.name = key_id
        self.passphrase = passphrase
        self.names = names
        self.label = label_of(names)
        self.salt = hashlib.sha256(b"uvchat/aes1/salt\0" + self.label.encode()).digest()[:16]
        self.root = hash_secret_raw(prepared, self.salt, 3, 65536, 1, 32, Type.ID, 0x13)
        self.key_id = hkdf(self.root, b"key-id", 16)

    def entry(self) -> dict:
        return {
            "id": self.name,
            "passphrase": self.passphrase,
            "names": self.names,
            "label": self.label,
            "salt": self.salt.hex(),
            "root": self.root.hex(),
            "key_id": self.key_id.hex(),
        }

    def line_key(self, kind: str, target: str, sender: str) -> bytes:
        return hkdf(self.root, line_info(kind, target, sender), 32)


# -- keys and names ----------------------------------------------------------

KEYS = [
    Key("lobby", "correct horse battery staple", ["#lobby"]),
    Key("lobby-new", "another horse, another battery", ["#lobby"]),
    Key("ana-luis", "correct horse battery staple", ["luis", "Ana"]),
    Key("accents", "Contrase\u00f1a\u00a0de\u3000Mari\u0301a", ["#Man\u0303ana"]),
    Key("byte-order", "0Vqk3pZ1tYw8sR5uXbNcEg", ["\u00c9va", "zo\u00eb"]),
    Key("prefix-nicks", "one nick begins with the other", ["ana_", "ana"]),
    Key("shortest", "x", ["#x"]),
    Key("longest", "0123456789abcdef" * 64, ["#lobby"]),
    Key("spaces-stay", "  two before, one after ", ["@#Lobby"]),
]
KEY = {key.name: key for key in KEYS}


def line_keys() -> list[dict]:
    cases = [
        ("lobby", "PRIVMSG", "#lobby", "ana"),
        ("lobby", "NOTICE", "#lobby", "ana"),
        ("lobby", "TOPIC", "#lobby", ""),
        ("lobby", "PRIVMSG", "@#LOBBY", "Ana"),
        ("lobby-new", "PRIVMSG", "#lobby", "ana"),
        ("ana-luis", "PRIVMSG", "luis", "ana"),
        ("ana-luis", "PRIVMSG", "ana", "luis"),
        ("accents", "PRIVMSG", "#Man\u0303ana", "Jose\u0301"),
        ("accents", "PRIVMSG", "#Ma\u00d1ana", "Jos\u00e9"),
        ("byte-order", "NOTICE", "zo\u00eb", "\u00c9va"),
    ]
    return [
        {
            "key": key,
            "kind": kind,
            "target": target,
            "sender": sender,
            "info": line_info(kind, target, sender).hex(),
            "line_key": KEY[key].line_key(kind, target, sender).hex(),
        }
        for key, kind, target, sender in cases
    ]


def folds() -> list[dict]:
    names = [
        "#lobby", "#LOBBY", "Ana", "[Ana]\\{x}|^~", "ANA_09-`", "Jos\u00c9", "Jose\u0301",
        "E\u0301va", "\u00c9VA", "\u212a", "\u212b", "\ufb01n", "\u0130stanbul", "STRASSE",
        "Stra\u00dfe", "\u03a3\u03c2", "\u0410\u043d\u043d\u0430", "\u1112\u1161\u11ab",
        "#\U0001f469\u200d\U0001f4bb", "a\u0323\u0307", "a\u0307\u0323", "\u0958", "\uff21",
        "@#room", "+#Room", "~&@%+#room", "#@room", "#+x", "@ana", "#a b",
    ]
    return [{"name": name, "folded": fold(name)} for name in names]


def passphrases() -> list[dict]:
    typed = [
        "correct horse battery staple", "x", " ", "  a  b  ", "Contrase\u00f1a", "Contrasen\u0303a",
        "a\u00a0b", "a\u1680b", "".join(chr(c) for c in range(0x2000, 0x200B)), "a\u202fb\u205fc",
        "\u3000", "a\u200bb", "a\u2028b", "\u212b\u2126\u212a", "\ufb01\uff21", "\u0085",
        "\U0001f511\U0001f40e\U0001f50b", "\u1112\u1161\u11ab", "\u0958", "Ab\u0130\u00df",
        "a" * 1024, "\u00a0" * 1024, "e\u0301" * 512, "\u0958" * 170,
        "", "a" * 1025, "\u00e9" * 513, "\u0958" * 171, "a\u0000", "a\tb", "a\nb", "\u001b[A",
        "a\u007fb", "\u001f",
    ]  # fmt: skip
    entries = []
    for passphrase in typed:
        prepared = prepare(passphrase)
        outcome = {"refused": True} if prepared is None else {"prepared": prepared.decode()}
        entries.append({"passphrase": passphrase, **outcome})
    return entries


# -- lines -------------------------------------------------------------------


def sealed_bytes(
    key: Key, kind: str, target: str, sender: str, nonce: bytes, plain: bytes
) -> bytes:
    box = AESGCM(key.line_key(kind, target, sender)).encrypt(nonce, plain, None)
    return key.key_id + nonce + box


def plain_of(text: bytes, time: int, extra_blocks: int = 0) -> bytes:
    plain = time.to_bytes(4, "big") + text
    return plain + bytes(-len(plain) % 32 + 32 * extra_blocks)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 0x80 >> bit % 8
    return bytes(changed)


TIME = 1_767_225_600  # 2026-01-01


class Lines:
    def __init__(self) -> None:
        self.entries: list[dict] = []

    def add(
        self,
        name: str,
        why: str,
        line: str,
        class_: str,
        kind: str = "PRIVMSG",
        target: str = "#lobby",
        sender: str = "ana",
        keys: tuple[str, ...] = ("lobby",),
        **more: object,
    ) -> None:
        self.entries.append(
            {
                "id": name,
                "why": why,
                "keys": list(keys),
                "kind": kind,
                "target": target,
                "sender": sender,
                "line": line,
                "class": class_,
                **more,
            }
        )

    def ok(
        self,
        name: str,
        why: str,
        text: str,
        *,
        time: int = TIME,
        key: str = "lobby",
        kind: str = "PRIVMSG",
        target: str = "#lobby",
        sender: str = "ana",
        read_as: tuple[str, str] | None = None,
        keys: tuple[str, ...] | None = None,
        nonce_of: str | None = None,
        extra_blocks: int = 0,
        after: tuple[str, ...] = (),
        class_: str = "ok",
    ) -> bytes:
        """A line that is sealed rightly; class_ may be "replayed"."""
        nonce = made_from(f"nonce {nonce_of or name}", 12)
        plain = plain_of(text.encode(), time, extra_blocks)
        data = sealed_bytes(KEY[key], kind, target, sender, nonce, plain)
        read_target, read_sender = read_as or (target, sender)
        opened = {"text": text, "time": time} if class_ == "ok" else {}
        seal = {
            "key": key,
            "target": target,
            "sender": sender,
            "nonce": nonce.hex(),
            "extra_blocks": extra_blocks,
        }
        self.add(
            name,
            why,
            "+aes1 " + base64url(data),
            class_,
            kind,
            read_target,
            read_sender,
            keys or (key,),
            **opened,
            **({"after": list(after)} if after else {}),
            **({"seal": seal} if class_ == "ok" else {}),
        )
        return data

    def of_bytes(self, name: str, why: str, data: bytes, class_: str, **more: object) -> None:
        self.add(name, why, "+aes1 " + base64url(data), class_, **more)  # type: ignore[arg-type]

    def of_plain(self, name: str, why: str, plain: bytes) -> None:
        """The tag is right, and what comes out is no text."""
        nonce = made_from(f"nonce {name}", 12)
        data = sealed_bytes(KEY["lobby"], "PRIVMSG", "#lobby", "ana", nonce, plain)
        self.of_bytes(name, why, data, "damaged")


def add_ok_lines(lines: Lines) -> None:
    lines.ok("ok-hello", "an everyday line", "hola a todos")
    lines.ok("ok-empty", "a text may be empty", "")
    lines.ok("ok-all-zero", "the plaintext is zeros alone", "", time=0)
    lines.ok("ok-28", "28 bytes and the time fill one block", "x" * 28)
    lines.ok("ok-29", "29 bytes take a second block", "y" * 29)
    lines.ok("ok-60", "two full blocks", "z" * 60)
    lines.ok("ok-220", "the longest PRIVMSG", "0123456789" * 22)
    lines.ok("ok-time-max", "the time is unsigned", "tarde", time=0xFFFFFFFF)
    lines.ok("ok-notice", "a notice", "atenci\u00f3n", kind="NOTICE")
    lines.ok("ok-topic", "a topic has no sender", "Clase de hoy", kind="TOPIC", sender="")
    lines.ok("ok-action", "CTCP ACTION is enciphered whole", "\u0001ACTION waves\u0001")
    lines.ok("ok-emoji", "several code points, one picture", "\U0001f469\u200d\U0001f4bb \U0001f1ea\U0001f1f8")
    lines.ok("ok-not-normalised", "text is not normalised", "man\u0303ana, ma\u00f1ana, \u212b")
    lines.ok("ok-control", "controls but NUL, CR, LF are text", "\u0002bold\u0002\t\u001b[0m\u007f\u0085")
    lines.ok("ok-spaces", "nothing is trimmed", "  a  ")
    lines.ok("ok-extra-blocks", "a sender may hide more of the length", "si", extra_blocks=3)
    lines.ok("ok-extra-block-28", "a full block and one of zeros", "w" * 28, extra_blocks=1)
    lines.ok("ok-looks-ciphered", "opened text is not opened again", "+aes1 AAAA")
    lines.ok("ok-private", "from one to another", "solo para ti", key="ana-luis", target="luis")
    lines.ok("ok-private-answer", "and back", "gracias", key="ana-luis", target="ana", sender="luis")
    lines.ok(
        "ok-capitals", "names are folded by both", "hola", read_as=("#LoBBy", "ANA")
    )
    lines.ok(
        "ok-statusmsg", "what stands before a room's name is cut off", "solo ops",
        target="@#lobby", read_as=("#lobby", "ana"),
    )
    lines.ok(
        "ok-nfc", "composed here, decomposed there", "buenas", key="accents",
        target="#Man\u0303ana", sender="Jose\u0301", read_as=("#ma\u00f1ana", "jos\u00e9"),
    )
    lines.ok(
        "ok-old-key", "an old key still reads", "de ayer", keys=("lobby", "lobby-new")
    )
    lines.ok(
        "ok-new-key", "a new key reads beside the old", "de hoy", key="lobby-new",
        keys=("lobby", "lobby-new"),
    )  # fmt: skip


def add_replays(lines: Lines) -> None:
    lines.ok(
        "replayed", "the same line again", "hola a todos", nonce_of="ok-hello",
        after=("ok-hello",), class_="replayed",
    )
    lines.ok(
        "replayed-capitals", "the same line, its names in capitals", "hola a todos",
        nonce_of="ok-hello", read_as=("#LOBBY", "Ana"), after=("ok-hello",), class_="replayed",
    )
    lines.ok(
        "replayed-statusmsg", "the same line, said to #lobby", "solo ops", target="@#lobby",
        nonce_of="ok-statusmsg", after=("ok-statusmsg",), class_="replayed",
    )
    lines.ok(
        "replayed-nonce", "the nonce decides, not the text", "otra cosa", nonce_of="ok-hello",
        after=("ok-hello",), class_="replayed",
    )
    lines.ok(
        "replayed-notice", "notices are replayed too", "atenci\u00f3n", kind="NOTICE",
        nonce_of="ok-notice", after=("ok-hello", "ok-notice", "ok-empty"), class_="replayed",
    )
    lines.ok(
        "ok-nonce-of-another", "a nonce counts under its line key alone", "yo tambi\u00e9n",
        sender="luis", nonce_of="ok-hello", after=("ok-hello",),
    )
    lines.ok(
        "ok-nonce-of-notice", "a notice has another line key", "hola a todos", kind="NOTICE",
        nonce_of="ok-hello", after=("ok-hello",),
    )
    lines.ok(
        "ok-nonce-of-old-key", "another root, another line key", "hola a todos",
        key="lobby-new", keys=("lobby", "lobby-new"), nonce_of="ok-hello", after=("ok-hello",),
    )
    lines.ok(
        "ok-topic-again", "topics are told again with each JOIN", "Clase de hoy", kind="TOPIC",
        sender="", nonce_of="ok-topic", after=("ok-topic",),
    )
    lines.ok(
        "ok-after-forgery", "a forgery's nonce is not remembered", "hola a todos",
        nonce_of="ok-hello", after=("forged-tag", "forged-ciphertext", "clear"),
    )  # fmt: skip


def add_clear_lines(lines: Lines, hello: str) -> None:
    cases = {
        "clear": "hola a todos",
        "clear-empty": "",
        "clear-no-space": "+aes1",
        "clear-no-digits": "+aes hola",
        "clear-letter": "+aes1x hola",
        "clear-negative": "+aes-1 hola",
        "clear-tab": "+aes1\t" + hello,
        "clear-capitals": "+AES1 " + hello,
        "clear-space-before": " +aes1 " + hello,
        "clear-word-before": "ana: +aes1 " + hello,
        "clear-action": "\u0001ACTION +aes1 " + hello + "\u0001",
        "clear-other-digit": "+aes\uff11 " + hello,
        "clear-no-plus": "aes1 " + hello,
    }
    for name, line in cases.items():
        lines.add(name, "does not begin with +aes, digits, a space", line, "clear")
    lines.add("clear-without-key", "a reader without a key", "hola", "clear", keys=())
    versions = {
        "version-2": "+aes2 " + hello,
        "version-0": "+aes0 " + hello,
        "version-01": "+aes01 " + hello,
        "version-11": "+aes11 " + hello,
        "version-long": "+aes123456789012345678901234567890 !",
        "version-no-payload": "+aes2 ",
    }
    for name, line in versions.items():
        lines.add(name, "its digits are not exactly 1", line, "unknown_version")
    lines.add("version-without-key", "keys come later", "+aes2 x", "unknown_version", keys=())


def add_broken_forms(lines: Lines, data: bytes) -> None:
    payload = base64url(data)
    at_end = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    bits = at_end[at_end.index(payload[-1]) | 1]
    assert len(data) == 76 and bits != payload[-1]
    forms = {
        "form-empty": ("nothing behind the space", ""),
        "form-two-spaces": ("two spaces", " " + payload),
        "form-space-behind": ("a space behind", payload + " "),
        "form-words-behind": ("words behind", payload + " hola"),
        "form-padded": ("padding", payload + "=="),
        "form-plus": ("a character of plain base64", payload[:40] + "+" + payload[41:]),
        "form-slash": ("a character of plain base64", payload[:40] + "/" + payload[41:]),
        "form-foreign": ("a letter beyond ASCII", payload[:40] + "\u00e9" + payload[41:]),
        "form-high-bit": ("two letters with the high bit set", payload[:40] + "\u00c5" + payload[42:]),
        "form-unused-bits": ("unused bits are not zero", payload[:-1] + bits),
        "form-cut": ("one character less", payload[:-1]),
        "form-one-more": ("one character more", payload + "A"),
        "form-44": ("no ciphertext", base64url(data[:44])),
        "form-75": ("75 bytes", base64url(data[:75])),
        "form-77": ("77 bytes", base64url(data + b"\0")),
        "form-92": ("half a block too many", base64url(data + bytes(16))),
    }
    for name, (why, text) in forms.items():
        lines.add(name, why, "+aes1 " + text, "damaged")
    lines.add(
        "form-before-key", "the form comes before the key", "+aes1 " + payload + "=", "damaged",
        keys=(),
    )  # fmt: skip


def add_forgeries(lines: Lines, data: bytes) -> None:
    def read(name: str, why: str, **reader: object) -> None:
        lines.of_bytes(name, why, data, "damaged", **reader)

    lines.of_bytes("other-key", "the reader has another key", data, "other_key", keys=("lobby-new",))
    lines.of_bytes("other-key-none", "the reader has no key", data, "other_key", keys=())
    lines.of_bytes("other-key-first-bit", "key_id's first bit", flipped(data, 0), "other_key")
    lines.of_bytes("other-key-last-bit", "it is compared in full", flipped(data, 127), "other_key")
    lines.of_bytes(
        "other-key-of-room", "a key of another conversation", data, "other_key",
        keys=("ana-luis",), target="luis",
    )  # fmt: skip
    lines.of_bytes(
        "other-key-zeros", "76 bytes of zeros", bytes(76), "other_key"
    )
    lines.of_bytes("forged-nonce", "a bit of the nonce", flipped(data, 128), "damaged")
    lines.of_bytes("forged-ciphertext", "a bit of the ciphertext", flipped(data, 228), "damaged")
    lines.of_bytes("forged-tag", "the last bit of the tag", flipped(data, 607), "damaged")
    read("forged-target", "moved to another room", target="#other")
    read("forged-sender", "put into another mouth", sender="luis")
    read("forged-sender-close", "into one that looks alike", sender="ana_")
    read("forged-kind", "made a notice of", kind="NOTICE")
    read("forged-topic", "made a topic of", kind="TOPIC", sender="")
    lines.of_bytes(
        "forged-key-id", "another key's id before it",
        KEY["lobby-new"].key_id + data[16:], "damaged", keys=("lobby", "lobby-new"),
    )  # fmt: skip
    private = sealed_bytes(
        KEY["ana-luis"], "PRIVMSG", "luis", "ana", made_from("nonce reflected", 12),
        plain_of(b"solo para ti", TIME),
    )  # fmt: skip
    lines.of_bytes(
        "forged-reflected", "sent back to who said it", private, "damaged",
        keys=("ana-luis",), target="ana", sender="luis",
    )  # fmt: skip
    accents = sealed_bytes(
        KEY["accents"], "PRIVMSG", "#ma\u00f1ana", "jos\u00e9", made_from("nonce accents", 12),
        plain_of(b"hola", TIME),
    )  # fmt: skip
    lines.of_bytes(
        "forged-accents", "only A-Z fold", accents, "damaged",
        keys=("accents",), target="#ma\u00f1ana", sender="JOS\u00c9",
    )  # fmt: skip


def add_broken_texts(lines: Lines) -> None:
    cases = {
        "text-not-utf8": ("a byte that is no character", b"caf\xe9"),
        "text-cut-character": ("a character cut short", b"caf\xc3"),
        "text-overlong": ("an overlong form", b"a\xc0\xafb"),
        "text-surrogate": ("a surrogate", b"a\xed\xa0\x80b"),
        "text-beyond": ("above U+10FFFF", b"a\xf4\x90\x80\x80b"),
        "text-nul": ("a NUL within", b"a\0b"),
        "text-nul-first": ("a NUL before", b"\0b"),
        "text-cr": ("a CR", b"a\rb"),
        "text-lf": ("an LF", b"a\nQUIT"),
    }
    for name, (why, text) in cases.items():
        lines.of_plain(name, "the tag is right: " + why, plain_of(text, TIME))
    lines.of_plain("text-nul-block", "the tag is right: a block of zeros within",
                   plain_of(b"a" + bytes(63) + b"b", TIME))  # fmt: skip


def all_lines() -> list[dict]:
    lines = Lines()
    add_ok_lines(lines)
    hello = lines.entries[0]["line"].removeprefix("+aes1 ")
    data = base64.urlsafe_b64decode(hello + "=" * (-len(hello) % 4))
    add_replays(lines)
    add_clear_lines(lines, hello)
    add_broken_forms(lines, data)
    add_forgeries(lines, data)
    add_broken_texts(lines)
    ids = [entry["id"] for entry in lines.entries]
    assert len(ids) == len(set(ids))
    return lines.entries


# -- sending -----------------------------------------------------------------


def capacity() -> list[dict]:
    cases = [
        (kind, target, prefix, 512, 390)
        for kind in ("PRIVMSG", "NOTICE", "TOPIC")
        for target in (1, 6, 36, 37, 79, 80, 128)
        for prefix in (0, 100, 101, 150)
    ]
    cases += [
        ("PRIVMSG", 6, 0, 600, 390), ("PRIVMSG", 6, 0, 2048, 390), ("PRIVMSG", 6, 0, 400, 390),
        ("PRIVMSG", 222, 0, 512, 390), ("PRIVMSG", 264, 0, 512, 390), ("PRIVMSG", 292, 0, 512, 390),
        ("PRIVMSG", 293, 0, 512, 390), ("PRIVMSG", 500, 0, 512, 390), ("NOTICE", 6, 480, 512, 390),
        ("TOPIC", 6, 0, 512, 80), ("TOPIC", 6, 0, 512, 107), ("TOPIC", 6, 0, 512, 108),
        ("TOPIC", 6, 0, 512, 307), ("TOPIC", 6, 0, 512, 0), ("TOPIC", 6, 0, 512, 10000),
    ]  # fmt: skip
    entries = []
    for kind, target, prefix, line, topic in cases:
        chars = line - 2 - max(100, prefix) - len(kind) - 1 - target - 2
        if kind == "TOPIC":
            chars = min(chars, topic)
        text = 32 * (((chars - 6) * 3 // 4 - 44) // 32) - 4
        entries.append(
            {
                "kind": kind,
                "target": "#" + "r" * (target - 1),
                "prefix_bytes": prefix,
                "line_bytes": line,
                "topic_bytes": topic,
                "text_bytes": text if text >= 28 else 0,
            }
        )
    return entries


def split() -> list[dict]:
    """Cut by hand; here it is only checked that nothing is lost and everything fits."""
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"  # 25 bytes, one cluster
    spain, mexico = "\U0001f1ea\U0001f1f8", "\U0001f1f2\U0001f1fd"  # 8 bytes each
    thumb = "\U0001f44d\U0001f3fd"  # 8 bytes
    han = "\u1112\u1161\u11ab"  # 9 bytes, one cluster
    acute = "e\u0301"  # 3 bytes
    tower = "e" + "\u0301" * 20  # 41 bytes, one cluster
    cases = [
        (28, ["hola"]),
        (28, [""]),
        (28, ["x" * 28]),
        (28, ["x" * 28, "x"]),
        (28, ["x" * 28, "x" * 28]),
        (10, ["aaaa bbbb ", "cccc"]),
        (10, ["aaaa bbbb ", "cc dd"]),
        (10, ["a bbbbbbbb", "bbbbbb"]),
        (10, ["aaaa bbbbb", "bbbbb"]),
        (10, ["aaaaa ", "bbbbbbbbb"]),
        (9, ["aaaa ", "bbbbbbbb"]),
        (10, ["aaaaaaaaaa", " bbb"]),
        (10, ["aaaaaaaaa ", "bbb"]),
        (10, ["          ", "          ", " "]),
        (10, ["a" * 10, "a" * 10, "a" * 5]),
        (5, ["\u00e9\u00e9", "\u00e9\u00e9", "\u00e9"]),
        (8, [acute * 2, acute * 2, acute]),
        (9, [acute * 3, acute]),
        (8, ["\u3042\u3044", "\u3046\u3048", "\u304a"]),
        (28, ["ab" + family, family]),
        (28, ["abcd", family + "efg", "h"]),
        (28, ["hola a ", family + " y ", "adi\u00f3s"]),
        (28, [thumb * 3, thumb]),
        (12, [spain, mexico]),
        (12, ["a" + spain, mexico + "b"]),
        (28, [spain + mexico + spain, mexico]),
        (10, [han, han]),
        (28, ["e" + "\u0301" * 13, "\u0301" * 7]),
        (28, ["abc", "e" + "\u0301" * 13, "\u0301" * 7 + "z"]),
        (28, ["aaaa aaaa aaaa aaaa ", tower[:14], tower[14:]]),
        (20, ["ma\u00f1ana ser\u00e1 otro ", "d\u00eda"]),
        (220, ["0123456789" * 22, "0123456789"]),
        (220, [("palabra " * 28)[:216], "palabra palabra"]),
        (220, ["hola " * 44, "hola " * 3]),
    ]
    entries = []
    for text_bytes, parts in cases:
        assert all(len(part.encode()) <= text_bytes for part in parts)
        entries.append({"text": "".join(parts), "text_bytes": text_bytes, "parts": parts})
    for text_bytes, text, parts in [
        (28, "uno\ndos\r\ntres\rcuatro", ["uno", "dos", "tres", "cuatro"]),
        (28, "uno\n\ntres", ["uno", "", "tres"]),
        (28, "uno\n", ["uno", ""]),
        (10, "aaaa bbbb cccc\ndddd\neeee ffff gg", ["aaaa bbbb ", "cccc", "dddd", "eeee ffff ", "gg"]),
    ]:
        entries.append({"text": text, "text_bytes": text_bytes, "parts": parts})
    return entries


# -- files -------------------------------------------------------------------


def sealed_file(key: bytes, clear: bytes) -> bytes:
    chunks = [clear[at : at + CHUNK] for at in range(0, len(clear), CHUNK)] or [b""]
    stored = b""
    for index, chunk in enumerate(chunks):
        nonce = index.to_bytes(11, "big") + bytes([index == len(chunks) - 1])
        stored += AESGCM(key).encrypt(nonce, chunk, None)
    assert len(stored) == len(clear) + 16 * max(1, -(-len(clear) // CHUNK))
    return stored


FILES = {
    "empty": (0, b"\0"),
    "one-byte": (1, b"A"),
    "short": (45, b"hola "),
    "thousand": (1000, bytes(range(251))),
    "chunk-less-one": (CHUNK - 1, bytes(range(251))),
    "chunk": (CHUNK, bytes(range(251))),
    "chunk-and-one": (CHUNK + 1, bytes(range(251))),
    "two-chunks": (2 * CHUNK, bytes(range(251))),
    "three-chunks": (2 * CHUNK + 1000, bytes(range(251))),
    "same-chunks": (3 * CHUNK, b"\0"),
}


def file_key(name: str) -> bytes:
    return made_from(f"file key {name}", 32)


def stored_file(name: str) -> bytes:
    size, pattern = FILES[name]
    return sealed_file(file_key(name), (pattern * (size // len(pattern) + 1))[:size])


def files() -> list[dict]:
    entries = []
    for name, (size, pattern) in FILES.items():
        stored = stored_file(name)
        entry = {
            "id": name,
            "key": file_key(name).hex(),
            "size": size,
            "pattern": pattern.hex(),
            "ciphertext_size": len(stored),
            "ciphertext_sha256": hashlib.sha256(stored).hexdigest(),
        }
        if len(stored) <= 1024:
            entry["ciphertext"] = stored.hex()
        entries.append(entry)
    return entries


def edited(stored: bytes, edit: dict) -> bytes:
    length = CHUNK + 16
    chunks = [stored[at : at + length] for at in range(0, len(stored), length)]
    for what, value in edit.items():
        if what == "cut_to":
            return stored[:value]
        if what == "append_zero_bytes":
            return stored + bytes(value)
        if what == "flip":
            at, mask = value["byte"], value["mask"]
            return stored[:at] + bytes([stored[at] ^ mask]) + stored[at + 1 :]
        if what == "swap_chunks":
            a, b = value
            chunks[a], chunks[b] = chunks[b], chunks[a]
        if what == "copy_chunk":
            origin, to = value
            chunks[to] = chunks[origin]
    return b"".join(chunks)


def files_damaged() -> list[dict]:
    three = 2 * CHUNK + 1000
    cases = [
        ("cut-last-byte", "the last byte is gone", "short", {"cut_to": 60}, 45, None),
        ("cut-and-announced", "cut, and announced so", "short", {"cut_to": 60}, 44, None),
        ("cut-to-nothing", "nothing is stored", "empty", {"cut_to": 0}, 0, None),
        ("cut-to-tag", "an empty file is announced", "short", {"cut_to": 16}, 0, None),
        ("cut-last-chunk", "the last chunk is gone", "three-chunks",
         {"cut_to": 2 * (CHUNK + 16)}, three, None),
        ("cut-chunk-announced", "the last chunk is gone, and announced so", "three-chunks",
         {"cut_to": 2 * (CHUNK + 16)}, 2 * CHUNK, None),
        ("cut-first-chunk-only", "one chunk is left, and announced so", "same-chunks",
         {"cut_to": CHUNK + 16}, CHUNK, None),
        ("swap", "two chunks have changed places", "three-chunks", {"swap_chunks": [0, 1]}, three,
         None),
        ("swap-same", "chunks of the same content", "same-chunks", {"swap_chunks": [0, 1]},
         3 * CHUNK, None),
        ("swap-last", "the last comes first", "same-chunks", {"swap_chunks": [0, 2]}, 3 * CHUNK,
         None),
        ("copy", "a chunk comes twice", "same-chunks", {"copy_chunk": [0, 1]}, 3 * CHUNK, None),
        ("copy-last", "the last chunk comes before, too", "same-chunks", {"copy_chunk": [2, 1]},
         3 * CHUNK, None),
        ("append", "a byte more", "short", {"append_zero_bytes": 1}, 45, None),
        ("append-announced", "a byte more, and announced so", "short", {"append_zero_bytes": 1}, 46,
         None),
        ("append-tag", "an empty chunk more", "chunk", {"append_zero_bytes": 16}, CHUNK, None),
        ("append-chunk-announced", "a byte in a chunk of its own, and announced so", "chunk",
         {"append_zero_bytes": 17}, CHUNK + 1, None),
        ("flip-first", "the first bit", "three-chunks", {"flip": {"byte": 0, "mask": 128}}, three,
         None),
        ("flip-tag", "the first chunk's tag", "three-chunks",
         {"flip": {"byte": CHUNK + 15, "mask": 1}}, three, None),
        ("flip-second", "the second chunk", "three-chunks",
         {"flip": {"byte": CHUNK + 16, "mask": 255}}, three, None),
        ("flip-last", "the last bit", "three-chunks",
         {"flip": {"byte": three + 47, "mask": 1}}, three, None),
        ("flip-empty", "the tag of an empty file", "empty", {"flip": {"byte": 3, "mask": 16}}, 0,
         None),
        ("announced-less", "announced a byte shorter", "thousand", {}, 999, None),
        ("announced-more", "announced a byte longer", "thousand", {}, 1001, None),
        ("announced-tag", "the tag taken for content", "empty", {}, 16, None),
        ("other-key", "another file's key", "thousand", {}, 1000, "short"),
    ]  # fmt: skip
    entries = []
    for name, why, of, edit, announced, key_of in cases:
        stored = edited(stored_file(of), edit)
        entries.append(
            {
                "id": name,
                "why": why,
                "of": of,
                "edit": edit,
                "announced_size": announced,
                "key": file_key(key_of or of).hex(),
                "ciphertext_sha256": hashlib.sha256(stored).hexdigest(),
                "class": "damaged",
            }
        )
    return entries


# -- Caesar ------------------------------------------------------------------


def rotated(text: str, shift: int) -> str:
    def letter(c: str) -> str:
        if c.isascii() and c.isalpha():
            base = ord("a" if c.islower() else "A")
            return chr(base + (ord(c) - base + shift) % 26)
        return c

    return "".join(letter(c) for c in text)


def caesar() -> list[dict]:
    day = unicodedata.normalize("NFD", "ma\u00f1ana ser\u00e1 otro d\u00eda")
    cases = [
        (10, "Ana: hola, mundo!"), (10, "xyz XYZ 123"), (10, day), (-10, "Kxk: ryvk, wexny!"),
        (0, "nada"), (26, "todo"), (27, "zZ"), (-1, "aA"), (13, "Why did the chicken"),
        (10, ""), (10, "\U0001f44b \u2013 5 \u20ac \u00df"), (1000, "abc"), (-1000, "abc"),
    ]  # fmt: skip
    entries = [{"shift": s, "clear": text, "ciphered": rotated(text, s)} for s, text in cases]
    assert entries[0]["ciphered"] == "Kxk: ryvk, wexny!"
    assert entries[1]["ciphered"] == "hij HIJ 123"
    return entries


def main() -> None:
    vectors = {
        "format": "uvchat cipher vectors",
        "version": 1,
        "note": NOTE,
        "keys": [key.entry() for key in KEYS],
        "line_keys": line_keys(),
        "folds": folds(),
        "passphrases": passphrases(),
        "lines": all_lines(),
        "capacity": capacity(),
        "split": split(),
        "files": files(),
        "files_damaged": files_damaged(),
        "caesar": caesar(),
    }
    path = Path(__file__).resolve().with_name("vectors.json")
    path.write_text(json.dumps(vectors, indent=1) + "\n", encoding="ascii")
    print(", ".join(f"{len(v)} {k}" for k, v in vectors.items() if isinstance(v, list)))


if __name__ == "__main__":
    main()
