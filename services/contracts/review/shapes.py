"""The shapes of what the review service answers, as OpenAPI shows them."""

from __future__ import annotations

from marshmallow import Schema, fields


class FindingShape(Schema):
    """A finding; `field` is title or body, `start` and `end` are code points in it."""

    id = fields.String()
    field = fields.String()
    name = fields.String()
    rule = fields.String()
    start = fields.Integer()
    end = fields.Integer()
    matched = fields.String()
    tier = fields.String()
    severity = fields.String()
    article = fields.Integer()
    answer = fields.String()
    answered_by = fields.String()
    answered_at = fields.String(allow_none=True)


class ScreeningShape(Schema):
    """What screening shows in a text."""

    lexicon_version = fields.String()
    findings = fields.List(fields.Dict())


class StageShape(Schema):
    """A stage: `state` is passed, waiting or ahead."""

    number = fields.Integer()
    role = fields.String()
    unit_id = fields.String()
    state = fields.String()
    decided_by = fields.String()
    decided_by_name = fields.String()
    decided_at = fields.String(allow_none=True)


class DecisionShape(Schema):
    """A decision on one version."""

    id = fields.String()
    version = fields.Integer()
    fingerprint = fields.String()
    stage = fields.Integer()
    role = fields.String()
    decision = fields.String()
    comment = fields.String()
    passages = fields.List(fields.Dict())
    decided_by = fields.String()
    decided_by_name = fields.String()
    decided_at = fields.String()
    for_name = fields.String()


class NoteShape(Schema):
    """What people did with a text beside deciding: `kind` is hold, unhold, escalate or assign."""

    version = fields.Integer()
    kind = fields.String()
    text = fields.String()
    subject_name = fields.String()
    noted_by_name = fields.String()
    noted_at = fields.String()


class SubmissionLine(Schema):
    """A submission in a list."""

    id = fields.String()
    version = fields.Integer()
    fingerprint = fields.String()
    state = fields.String()
    stage = fields.Integer()
    stages_total = fields.Integer()
    waits_role = fields.String()
    waits_unit = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    tier = fields.Integer()
    channel = fields.String()
    unit_id = fields.String()
    title = fields.String()
    severity = fields.String()
    submitted_by = fields.String()
    submitted_by_name = fields.String()
    claimed_by = fields.String()
    claimed_by_name = fields.String()
    claimed_until = fields.String(allow_none=True)
    campaign_id = fields.String()
    created_at = fields.String()
    changed_at = fields.String()
    due_at = fields.String()
    scheduled_at = fields.String(allow_none=True)
    held_by = fields.String()
    held_by_person = fields.String()
    raised = fields.Boolean()
    url = fields.String()
    published_at = fields.String(allow_none=True)


class RunShape(Schema):
    """A run of a difference: `op` is equal, delete or insert."""

    op = fields.String()
    text = fields.String()


class DiffShape(Schema):
    """The difference to the version before, or to a campaign's material; null where there is none."""

    from_version = fields.Integer()
    title = fields.List(fields.Nested(RunShape))
    body = fields.List(fields.Nested(RunShape))
    media = fields.List(fields.Nested(RunShape))


class SubmissionShape(SubmissionLine):
    """A submission with all that a reviewer needs."""

    body = fields.String()
    media = fields.List(fields.Dict())
    source = fields.String()
    licence = fields.String()
    stages = fields.List(fields.Nested(StageShape))
    findings = fields.List(fields.Nested(FindingShape))
    decisions = fields.List(fields.Nested(DecisionShape))
    diff = fields.Nested(DiffShape, allow_none=True)
    seal = fields.Dict(allow_none=True)
    material_diff = fields.Nested(DiffShape, allow_none=True)
    notes = fields.List(fields.Nested(NoteShape))


class SealShape(Schema):
    """An approval and whether it holds: `problems` says why not."""

    submission_id = fields.String()
    version = fields.Integer()
    account_id = fields.String()
    account_name = fields.String()
    title = fields.String()
    fingerprint = fields.String()
    recomputed = fields.String()
    valid = fields.Boolean()
    problems = fields.List(fields.String())
    approvals = fields.List(fields.Dict())
    sealed_at = fields.String()
    not_before = fields.String()
    not_after = fields.String()
    voided_at = fields.String(allow_none=True)
    void_reason = fields.String()


class ObservedPostShape(Schema):
    """The verdict on an observed post; `diff` leads from what was approved to what was published."""

    id = fields.String()
    account_id = fields.String()
    tier = fields.Integer(allow_none=True)
    unit_id = fields.String(allow_none=True)
    channel = fields.String()
    handle = fields.String()
    url = fields.String()
    title = fields.String()
    published_at = fields.String()
    verdict = fields.String()
    submission_id = fields.String()
    version = fields.Integer()
    fingerprint = fields.String()
    similarity = fields.Float()
    diff = fields.List(fields.Nested(RunShape))
    observed_at = fields.String()
    observed_by = fields.String()


class ObservedPostsShape(Schema):
    """Verdicts in the order of the posts handed in."""

    items = fields.List(fields.Nested(ObservedPostShape))


class TermShape(Schema):
    """A term of the word list, there since `since_version`."""

    id = fields.String()
    text = fields.String()
    category = fields.String()
    severity = fields.String()
    article = fields.Integer()
    tier_hint = fields.String()
    since_version = fields.Integer()
    added_at = fields.String()


class AllowedShape(Schema):
    """A phrase of the white list."""

    id = fields.String()
    text = fields.String()
    since_version = fields.Integer()
    added_at = fields.String()


class ImportShape(Schema):
    """What an import brought: how many terms and phrases are new, how many were listed already."""

    version = fields.Integer()
    added = fields.Integer()
    allowed = fields.Integer()
    skipped = fields.Integer()


class TrialShape(Schema):
    """What a draft list would have flagged among the texts approved last."""

    tried = fields.Integer()
    flagged = fields.Integer()
    items = fields.List(fields.Dict())


class CampaignLine(Schema):
    """A campaign in a list."""

    id = fields.String()
    title = fields.String()
    brief = fields.String()
    starts_at = fields.String()
    ends_at = fields.String()
    scope = fields.Dict()
    material_version = fields.Integer()
    created_by = fields.String()
    created_by_name = fields.String()
    created_at = fields.String()


class CampaignShape(CampaignLine):
    """A campaign with its material and its matrix; `findings` is what screening shows in material just approved."""

    material = fields.Dict(allow_none=True)
    counts = fields.Dict()
    matrix = fields.List(fields.Dict())
    findings = fields.List(fields.Dict())


class StepShape(Schema):
    """A step of a chain."""

    role = fields.String()
    place = fields.String()
    when = fields.String()


class ChainShape(Schema):
    """The stages of a tier, or of one channel in it."""

    tier = fields.Integer()
    channel = fields.String()
    steps = fields.List(fields.Nested(StepShape))


class BoardShape(Schema):
    """What the boards show of review."""

    states = fields.Dict()
    tiers = fields.Dict()
    channels = fields.Dict()
    waiting = fields.List(fields.Dict())
    newest = fields.List(fields.Dict())
    due = fields.List(fields.Dict())
    verdicts = fields.Dict()
    bad_posts = fields.List(fields.Dict())
    campaigns = fields.List(fields.Dict())
