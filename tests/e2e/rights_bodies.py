"""Bodies for questions of rights, where no value fits a field by its type alone: files that are what they say, and real people."""

from __future__ import annotations

import base64
import hashlib
import struct
import uuid
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from services.contracts.registry.sheet_shapes import ACCOUNT_COLUMNS, PEOPLE_COLUMNS, UNIT_COLUMNS
from services.kit.clock import CAMPUS_ZONE
from tests.e2e.college import PASSWORD, College
from tests.e2e.paperwork import training_session


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def sheet(columns: list[str] | dict[str, str]) -> dict[str, str]:
    """A table with a heading and no rows."""
    return {"name": "名单.csv", "media_type": "text/csv", "base64": encoded((",".join(columns) + "\n").encode())}


def picture() -> bytes:
    """A PNG of one white point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


PDF = {"name": "扫描件.pdf", "media_type": "application/pdf", "base64": encoded(b"%PDF-1.4\n%%EOF\n")}
PICTURE = {"name": "图.png", "media_type": "image/png", "base64": encoded(picture())}
LIST = {"name": "词库.txt", "media_type": "text/plain", "base64": "5LiN5a6e"}


PROVEN = ("begin_second_factor", "renew_recovery_codes", "end_second_factor")
"""What asks for the password once more."""
POSTS = ["网址", "发布时间", "正文"]


def more_particulars(college: College, things: dict[str, str]) -> dict[str, dict[str, Any]]:
    """By the operation's name."""
    later = (datetime.now(UTC) + timedelta(days=5)).isoformat()
    return {
        "attach_file": PDF,
        "add_receipt": PICTURE,
        "add_material": PICTURE,
        "upload_media": {**PICTURE, "checksum": hashlib.sha256(picture()).hexdigest()},
        "import_units": sheet(UNIT_COLUMNS),
        "import_posts": sheet(POSTS),
        "add_personal_account": {"owner_id": college["student3"].id, "owner_name": ""},
        "set_substitute": {"absent_id": college["cs.editor"].id, "substitute_id": college["cs.head"].id},
        "ask_swap": {"asked_id": college["duty"].id},
        "make_hook": {"url": "https://example.edu/hook", "secret": "s" * 16, "events": ["account.approved.v1"]},
        "merge_incident": {"into": things["other_incident"]},
        "set_action": {"owner_id": college["duty"].id},
        "declare_freeze": {"scope": {"channel": "other"}, "exempt_account_ids": [], "until": later},
        "announce_series": {"session": training_session(), "every_days": 7, "times": 2},
        "hand_over": {"to_member_id": things["other_member"]},
    }


def particulars(college: College, name: str, account: str, things: dict[str, str]) -> tuple[dict[str, Any], bool]:
    """Fields for which no value fits by its type alone, and whether they are the whole body."""
    units, now = college.units, datetime.now(UTC)
    word = uuid.uuid4().hex[:10]
    later = (now + timedelta(days=3)).isoformat()
    today = now.astimezone(CAMPUS_ZONE).date().isoformat()
    grants = [{"role": "student", "unit_id": units["cs"]}]
    known: dict[str, dict[str, Any]] = {
        "publish_submission": {"published_at": now.isoformat()},
        "change_password": {"old_password": PASSWORD, "new_password": PASSWORD},
        **{name: {"password": PASSWORD} for name in PROVEN},
        "create_unit": {"name": f"学院{word}", "kind": "faculty", "parent_id": units["college"]},
        "update_unit": {"name": "计算机学院", "kind": "faculty", "parent_id": units["college"]},
        "merge_unit": {"into_id": units["cs"]},
        "create_person": {
            "username": f"new{word}",
            "unit_id": units["cs"],
            "number": word,
            "roles": grants,
            "password": PASSWORD,
        },
        "update_person": {"unit_id": units["cs"], "number": "20259990", "roles": grants, "password": ""},
        "create_application": college.application(
            2, "cs", "other", name=f"院刊{word[:6]}", handle=word, duplicate_reason="并行"
        ),
        "update_application": college.application(2, "cs", "other", name=f"院刊{word[:6]}", handle=word),
        "file_change": {"kind": "rename", "after": {"name": f"院微{word[:6]}"}, "changed_on": today},
        "add_protected_name": {"name": f"示例{word}"},
        "decide_submission": {
            "decision": "approve",
            "fingerprint": things.get("fingerprint", ""),
            "finding_answers": [],
            "passages": [],
            "stage": None,
        },
        "set_chain": {
            "channel": "other",
            "steps": [{"role": "reviewer", "place": "unit"}, {"role": "responsible", "place": "unit"}],
        },
        "issue_directive": {"incident_id": "", "scope": {}, "due_at": later},
        "make_rota": {"people": [college["duty"].id], "turns": [], "hours_from": "08:00", "hours_to": "20:00"},
        "file_expense": {"line_id": things["line"], "reservation_id": None},
        "reserve_money": {"session_id": None},
        "import_accounts": sheet(ACCOUNT_COLUMNS),
        "import_people": sheet(PEOPLE_COLUMNS),
        **dict.fromkeys(("import_lexicon", "try_lexicon"), LIST),
        "assign_incident": {"owner_id": college["duty"].id},
        "override_duty": {"person_id": college["duty"].id},
        "make_channel": {
            "kind": "webhook",
            "person_id": "",
            "url": "https://example.edu/hook",
            "canary": False,
            "notices": [],
            "severities": [],
        },
        "announce_session": training_session(),
        "judge_posts": {
            "posts": [
                {
                    "account_id": account,
                    "url": f"https://example.edu/{word}",
                    "published_at": now.isoformat(),
                    "title": "t",
                    "body": word,
                }
            ]
        },
    }
    known.update(more_particulars(college, things))
    whole = ("create_application", "update_application", "announce_session")
    return known.get(name, {}), name in whole
