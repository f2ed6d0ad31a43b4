"""Where in the portal that stands which a message is about: for its link in channels, and on people's own pages."""

from __future__ import annotations

PLACES = {
    "incident": "/incidents/{}",
    "directive": "/directives/{}",
    "takedown": "/incidents",
    "rota": "/duty",
    "swap": "/duty",
    "sensitive_period": "/duty",
    "channel": "/settings/channels",
    "webhook": "/settings/webhooks/{}",
    "application": "/applications/{}",
    "change": "/changes/{}",
    "filing": "/changes/filings",
    "handover": "/changes/handovers",
    "annual_review": "/annual-reviews/{}",
    "account": "/accounts/{}",
    "submission": "/submissions/{}",
    "campaign": "/campaigns/{}",
    "training_session": "/training/{}",
    "training_duty": "/training/duties",
    "association": "/association",
    "certificate": "/certificates/{}",
}
"""An address by the message's `subject`; ``{}`` stands for its `subject_id`."""
