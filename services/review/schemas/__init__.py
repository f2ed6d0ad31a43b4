"""Domain objects as the shapes of the contract."""

from services.review.schemas.desk import (
    dump_import,
    dump_media,
    dump_process,
    dump_results,
    dump_reviewer,
    dump_substitute,
    dump_titles,
    dump_watch,
)
from services.review.schemas.texts import (
    dump_board,
    dump_campaign,
    dump_campaign_line,
    dump_chains,
    dump_finding,
    dump_line,
    dump_post,
    dump_screening,
    dump_submission,
    dump_term,
    dump_trial,
    dump_verification,
)

__all__ = [
    "dump_board",
    "dump_campaign",
    "dump_campaign_line",
    "dump_chains",
    "dump_finding",
    "dump_import",
    "dump_line",
    "dump_media",
    "dump_post",
    "dump_process",
    "dump_results",
    "dump_reviewer",
    "dump_screening",
    "dump_submission",
    "dump_substitute",
    "dump_term",
    "dump_titles",
    "dump_trial",
    "dump_verification",
    "dump_watch",
]
