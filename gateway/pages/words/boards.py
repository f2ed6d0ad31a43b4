"""What the codes on boards are called."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "waiting_kind": {
        "applications": "备案申请",
        "texts": "待审文稿",
        "changes": "变更登记",
        "expenses": "经费支出",
        "incidents": "待受理事件",
        "filings": "应报变更",
        "directives": "待签收部署",
    },
    "deadline_kind": {
        "filing": "变更登记",
        "annual_review": "年度审核",
        "text": "文稿审核",
        "campaign": "联动宣传",
        "directive": "统一部署",
        "takedown": "处置要求",
    },
}
