"""The shapes of the API. Made by `make client` from the OpenAPI description; do not edit."""

from __future__ import annotations

from typing import Any, Generic, NotRequired, TypedDict, TypeVar

T = TypeVar("T")


class Page(TypedDict, Generic[T]):
    """A part of a list: `next_cursor` leads to the next part, None at the end."""

    items: list[T]
    next_cursor: str | None


class AlertsActionOrder(TypedDict):
    text: str
    owner_id: str
    due_on: str


class AlertsActionOutcome(TypedDict):
    outcome: str


class AlertsAssignment(TypedDict, total=False):
    comment: str
    owner_id: str


class AlertsAttempt(TypedDict, total=False):
    at: str
    result: str
    code: str
    answer: str
    milliseconds: int


class AlertsCalendarToken(TypedDict, total=False):
    token: str
    path: str


class AlertsChannel(TypedDict, total=False):
    id: str
    kind: str
    name: str
    address: str
    has_secret: bool
    person_id: str
    notices: list[str]
    severities: list[str]
    language: str
    recipients: list[str]
    sender: str
    active: bool
    failures: int
    last_sent_at: str | None
    last_error: str
    version: int


class AlertsChannelOrder(TypedDict):
    kind: str
    name: str
    url: str
    secret: NotRequired[str]
    notices: NotRequired[list[str]]
    severities: NotRequired[list[str]]
    language: NotRequired[str]
    recipients: NotRequired[list[str]]
    sender: NotRequired[str]
    starttls: NotRequired[bool]
    keyword: NotRequired[str]
    canary: NotRequired[bool]
    person_id: NotRequired[str]


class AlertsChannelTest(TypedDict, total=False):
    notice: str


class AlertsComment(TypedDict, total=False):
    comment: str


class AlertsCommentText(TypedDict):
    comment: str


class AlertsDelivery(TypedDict, total=False):
    id: str
    channel_id: str
    kind: str
    subject: str
    subject_id: str
    severity: str
    title: str
    zh: str
    en: str
    state: str
    attempts: int
    created_at: str
    next_try_at: str
    sent_at: str | None
    code: str
    answer: str
    digest_id: str


class AlertsDirective(TypedDict, total=False):
    id: str
    incident_id: str
    text: str
    text_hash: str
    scope: dict[str, Any]
    state: str
    due_at: str
    issued_by: str
    issued_by_name: str
    issued_at: str
    reminded_at: str | None
    overdue_at: str | None
    wording: int
    reminders: list[int]
    withdrawn_at: str | None
    withdraw_reason: str
    progress: AlertsProgress
    version: int


class AlertsDirectiveOrder(TypedDict):
    incident_id: NotRequired[str]
    text: str
    scope: AlertsScope
    due_at: str
    reminders: NotRequired[list[int]]


class AlertsEventType(TypedDict, total=False):
    type: str
    about: str
    members: list[str]


class AlertsEvidenceText(TypedDict):
    name: NotRequired[str]
    text: str
    url: NotRequired[str]
    note: NotRequired[str]
    taken_at: NotRequired[str]


class AlertsFinding(TypedDict, total=False):
    code: str
    zh: str
    en: str


class AlertsFollowUp(TypedDict, total=False):
    id: str
    incident_id: str
    text: str
    owner_id: str
    owner_name: str
    due_on: str
    state: str
    overdue: bool
    done_by: str
    done_at: str | None
    outcome: str
    version: int


class AlertsFreeze(TypedDict, total=False):
    id: str
    scope: dict[str, Any]
    exempt_account_ids: list[str]
    proofs: list[AlertsProof]
    reason: str
    keywords: list[str]
    statement: str
    until: str | None
    state: str
    declared_by: str
    declared_by_name: str
    declared_at: str
    lifted_at: str | None
    lifted_by: str
    lift_reason: str
    version: int


class AlertsFreezeOrder(TypedDict):
    scope: AlertsScope
    reason: str
    keywords: NotRequired[list[str]]
    until: NotRequired[str | None]
    exempt_account_ids: NotRequired[list[str]]
    statement: NotRequired[str]


class AlertsGroupProgress(TypedDict, total=False):
    group: str
    total: int
    delivered: int
    read: int
    done: int
    overdue: int


class AlertsHook(TypedDict, total=False):
    id: str
    name: str
    address: str
    events: list[str]
    active: bool
    paused: bool
    paused_at: str | None
    paused_because: str
    catching_up: bool
    held: int
    held_since: str | None
    dropped: int
    dropped_from: str | None
    dropped_until: str | None
    failures: int
    last_sent_at: str | None
    last_error: str
    version: int


class AlertsHookOrder(TypedDict):
    name: str
    url: str
    secret: NotRequired[str]
    events: list[str]


class AlertsIncident(TypedDict, total=False):
    id: str
    title: str
    severity: str
    kind: str
    source: str
    account_id: str
    summary: str
    state: str
    reported_by: str
    reported_at: str
    owner_id: str
    owner_name: str
    escalation_level: int
    sightings: int
    last_seen_at: str | None
    acknowledged_at: str | None
    contained_at: str | None
    resolved_at: str | None
    closed_at: str | None
    merged_into: str
    version: int


class AlertsIncidentReport(TypedDict):
    title: str
    severity: str
    account_id: NotRequired[str]
    urls: NotRequired[list[str]]
    summary: NotRequired[str]
    source: NotRequired[str]


class AlertsInvolvedPerson(TypedDict, total=False):
    id: str
    incident_id: str
    person_id: str
    name: str
    part: str
    note: str


class AlertsKeptEvidence(TypedDict, total=False):
    id: str
    incident_id: str
    name: str
    media_type: str
    size: int
    sha256: str
    url: str
    note: str
    taken_at: str
    kept_by: str
    kept_by_name: str
    kept_at: str


class AlertsLifting(TypedDict, total=False):
    reason: str


class AlertsLinkedPost(TypedDict, total=False):
    id: str
    observed_post_id: str
    url: str
    title: str
    excerpt: str
    published_at: str
    verdict: str
    seen_at: str
    checksum: str


class AlertsMerging(TypedDict):
    into: str
    comment: NotRequired[str]


class AlertsMessage(TypedDict, total=False):
    id: str
    kind: str
    subject: str
    subject_id: str
    zh: str
    en: str
    sent_at: str
    read_at: str | None


class AlertsNewHook(TypedDict, total=False):
    id: str
    name: str
    address: str
    events: list[str]
    active: bool
    paused: bool
    paused_at: str | None
    paused_because: str
    catching_up: bool
    held: int
    held_since: str | None
    dropped: int
    dropped_from: str | None
    dropped_until: str | None
    failures: int
    last_sent_at: str | None
    last_error: str
    version: int
    secret: str


class AlertsNewSource(TypedDict, total=False):
    id: str
    name: str
    severity: str
    active: bool
    made_at: str
    last_used_at: str | None
    used: int
    version: int
    secret: str
    path: str


class AlertsNote(TypedDict, total=False):
    id: str
    rota_id: str
    text: str
    written_by: str
    written_by_name: str
    written_at: str


class AlertsNoteOrder(TypedDict):
    rota_id: str
    text: str


class AlertsOnDuty(TypedDict, total=False):
    at: str
    sensitive: str
    items: list[AlertsShift]


class AlertsOverride(TypedDict, total=False):
    id: str
    rota_id: str
    person_id: str
    starts_at: str
    ends_at: str
    reason: str
    made_by: str


class AlertsOverrideOrder(TypedDict):
    rota_id: str
    person_id: str
    starts_at: str
    ends_at: str
    reason: NotRequired[str]


class AlertsPeriod(TypedDict, total=False):
    id: str
    name: str
    starts_at: str
    ends_at: str
    reason: str
    active: bool
    made_by: str
    version: int


class AlertsPeriodOrder(TypedDict):
    name: str
    starts_at: str
    ends_at: str
    reason: NotRequired[str]


class AlertsPersonNamed(TypedDict):
    person_id: NotRequired[str]
    name: NotRequired[str]
    part: str
    note: NotRequired[str]


class AlertsPolicy(TypedDict, total=False):
    id: str
    name: str
    severities: list[str]
    steps: list[AlertsStep]
    repeat: int
    acknowledged_minutes: int
    sensitive_only: bool
    active: bool
    version: int


class AlertsPolicyOrder(TypedDict):
    name: str
    severities: list[str]
    steps: list[AlertsStep]
    repeat: NotRequired[int]
    acknowledged_minutes: NotRequired[int]
    sensitive_only: NotRequired[bool]


class AlertsPostLink(TypedDict):
    url: str
    title: NotRequired[str]
    text: NotRequired[str]
    published_at: NotRequired[str]


class AlertsProgress(TypedDict, total=False):
    total: int
    delivered: int
    read: int
    done: int


class AlertsProof(TypedDict, total=False):
    process: str
    obeyed_at: str
    held: int


class AlertsReadCount(TypedDict, total=False):
    read: int


class AlertsReadiness(TypedDict, total=False):
    ready: bool
    findings: list[AlertsFinding]


class AlertsReceipt(TypedDict, total=False):
    directive_id: str
    account_id: str
    account_name: str
    channel: str
    tier: int | None
    unit_id: str
    unit_name: str
    state: str
    wording: int
    delivered_at: str | None
    url: str
    read_at: str | None
    read_by: str
    done_at: str | None
    done_by: str
    overdue: bool
    late: bool


class AlertsReceiptGiven(TypedDict):
    account_id: str
    state: str
    url: NotRequired[str]


class AlertsRecord(TypedDict, total=False):
    incident_id: str
    title: str
    severity: str
    kind: str
    state: str
    account_id: str
    account_name: str
    unit_name: str
    url: str
    published_at: str | None
    approved_by: list[str]
    noticed_by: str
    reported_at: str
    acknowledged_by: str
    minutes_to_notice: int | None
    minutes_to_acknowledge: int | None
    minutes_to_contain: int | None
    minutes_to_resolve: int | None
    takedowns: int
    takedowns_late: int


class AlertsRendered(TypedDict, total=False):
    text: str


class AlertsReview(TypedDict, total=False):
    held_at: str
    causes: str
    handling: str
    lessons: str
    written_by: str
    written_by_name: str
    written_at: str
    version: int


class AlertsReviewOrder(TypedDict):
    held_at: str
    causes: str
    handling: str
    lessons: str


class AlertsRevision(TypedDict):
    text: str
    due_at: NotRequired[str]
    reason: str


class AlertsRota(TypedDict, total=False):
    id: str
    name: str
    kind: str
    people: list[str]
    starts_on: str
    handover: str
    hours_from: str
    hours_to: str
    sensitive_only: bool
    turns: list[dict[str, Any]]
    active: bool
    version: int


class AlertsRotaOrder(TypedDict):
    name: str
    kind: str
    people: NotRequired[list[str]]
    starts_on: NotRequired[str]
    handover: NotRequired[str]
    hours_from: NotRequired[str]
    hours_to: NotRequired[str]
    sensitive_only: NotRequired[bool]
    turns: NotRequired[list[AlertsTurn]]


class AlertsRule(TypedDict, total=False):
    kind: str
    severity: str
    window_minutes: int
    grouping: str
    inhibited: bool
    active: bool


class AlertsRuleSetting(TypedDict):
    kind: str
    severity: str
    window_minutes: int
    grouping: NotRequired[str]
    inhibited: NotRequired[bool]
    active: NotRequired[bool]


class AlertsScope(TypedDict, total=False):
    tier: int
    channel: str
    unit_id: str
    account_ids: list[str]


class AlertsSeverity(TypedDict, total=False):
    severity: str
    zh: str
    en: str
    takedown_minutes: int


class AlertsSeveritySetting(TypedDict):
    severity: str
    zh: str
    en: str
    takedown_minutes: int


class AlertsShift(TypedDict, total=False):
    rota_id: str
    rota_name: str
    person_id: str
    person_name: str
    until: str | None
    overridden: bool


class AlertsSourceOrder(TypedDict):
    name: str
    severity: NotRequired[str]


class AlertsSourceState(TypedDict, total=False):
    id: str
    name: str
    severity: str
    active: bool
    made_at: str
    last_used_at: str | None
    used: int
    version: int


class AlertsStatistics(TypedDict, total=False):
    by_unit: dict[str, Any]
    by_tier: dict[str, Any]
    by_kind: dict[str, Any]
    by_severity: dict[str, Any]
    by_month: dict[str, Any]
    minutes: dict[str, Any]
    takedowns: dict[str, Any]


class AlertsStep(TypedDict):
    require: NotRequired[str]
    minutes: int
    targets: list[AlertsTarget]


class AlertsSwap(TypedDict, total=False):
    id: str
    rota_id: str
    asker_id: str
    asker_name: str
    asked_id: str
    asked_name: str
    gives_from: str
    gives_until: str
    takes_from: str
    takes_until: str
    reason: str
    state: str
    version: int


class AlertsSwapAnswer(TypedDict):
    answer: str


class AlertsSwapOrder(TypedDict):
    rota_id: str
    asked_id: str
    gives_from: str
    gives_until: str
    takes_from: str
    takes_until: str
    reason: NotRequired[str]


class AlertsTakedown(TypedDict, total=False):
    id: str
    incident_id: str
    account_id: str
    url: str
    due_at: str
    state: str
    overdue: bool
    late: bool
    evidence: str
    asked_by: str
    asked_at: str
    done_by: str
    done_at: str | None
    seconds_taken: int | None
    check_state: str
    checked_at: str | None
    checked_by: str
    check_note: str
    version: int


class AlertsTakedownCheck(TypedDict):
    gone: bool
    note: NotRequired[str]


class AlertsTakedownEvidence(TypedDict):
    evidence: str


class AlertsTakedownRequest(TypedDict):
    account_id: NotRequired[str]
    url: str
    due_at: NotRequired[str]


class AlertsTakenReport(TypedDict, total=False):
    incident_id: str
    state: str


class AlertsTarget(TypedDict):
    kind: str
    value: NotRequired[str]


class AlertsTemplate(TypedDict, total=False):
    id: str
    sample: str
    channel_kind: str
    notice: str
    language: str
    text: str


class AlertsTemplateOrder(TypedDict):
    text: str
    language: NotRequired[str]
    channel_kind: NotRequired[str]
    notice: NotRequired[str]


class AlertsTemplateText(TypedDict):
    text: str
    language: NotRequired[str]


class AlertsTimelineEntry(TypedDict, total=False):
    number: int
    at: str
    actor_id: str
    actor_name: str
    action: str
    details: dict[str, Any]


class AlertsTurn(TypedDict):
    person_id: str
    starts_at: str
    ends_at: str


class AlertsWholeDelivery(TypedDict, total=False):
    id: str
    channel_id: str
    kind: str
    subject: str
    subject_id: str
    severity: str
    title: str
    zh: str
    en: str
    state: str
    attempts: int
    created_at: str
    next_try_at: str
    sent_at: str | None
    code: str
    answer: str
    digest_id: str
    tries: list[AlertsAttempt]


class AlertsWholeDirective(TypedDict, total=False):
    id: str
    incident_id: str
    text: str
    text_hash: str
    scope: dict[str, Any]
    state: str
    due_at: str
    issued_by: str
    issued_by_name: str
    issued_at: str
    reminded_at: str | None
    overdue_at: str | None
    wording: int
    reminders: list[int]
    withdrawn_at: str | None
    withdraw_reason: str
    progress: AlertsProgress
    version: int
    receipts: list[AlertsReceipt]
    receipts_next_cursor: str | None


class AlertsWholeIncident(TypedDict, total=False):
    id: str
    title: str
    severity: str
    kind: str
    source: str
    account_id: str
    summary: str
    state: str
    reported_by: str
    reported_at: str
    owner_id: str
    owner_name: str
    escalation_level: int
    sightings: int
    last_seen_at: str | None
    acknowledged_at: str | None
    contained_at: str | None
    resolved_at: str | None
    closed_at: str | None
    merged_into: str
    version: int
    account_name: str
    unit_id: str
    urls: list[str]
    timeline: list[AlertsTimelineEntry]
    posts: list[AlertsLinkedPost]
    evidence: list[AlertsKeptEvidence]
    people: list[AlertsInvolvedPerson]
    merged: list[str]
    awaiting: list[dict[str, Any]]
    review: Any
    actions: list[AlertsFollowUp]
    takedowns: list[AlertsTakedown]
    directive_ids: list[str]


class AlertsWithdrawal(TypedDict):
    reason: str


class AlertsWording(TypedDict, total=False):
    number: int
    text: str
    text_hash: str
    issued_by: str
    issued_by_name: str
    issued_at: str
    reason: str


class Error(TypedDict, total=False):
    code: int
    status: str
    message: str
    errors: dict[str, Any]


class PaginationMetadata(TypedDict, total=False):
    total: int
    total_pages: int
    first_page: int
    last_page: int
    page: int
    previous_page: int
    next_page: int


class RegistryAccount(TypedDict, total=False):
    id: str
    file_number: str
    name: str
    handle: str
    channel: str
    tier: int
    unit_id: str
    unit_name: str
    faculty_id: str
    status: str
    status_reason: str
    status_since: str
    administrators: list[dict[str, Any]]
    purpose: str
    audience: Any
    update_frequency: str
    responsible_person: dict[str, Any]
    operator_ids: list[str]
    application_id: str
    approved_at: str
    last_post_at: str | None
    dormant_since: str | None
    late_filings: int
    version: int


class RegistryAccountContact(TypedDict, total=False):
    name: str
    title: str
    number: str
    phone: str


class RegistryAccountContacts(TypedDict, total=False):
    id: str
    responsible_person: RegistryAccountContact
    administrators: list[RegistryAccountContact]


class RegistryAdministratorBody(TypedDict):
    name: str
    number: str
    phone: str


class RegistryApplication(TypedDict):
    channel: str
    name: str
    handle: str
    tier: int
    unit_id: str
    purpose: str
    audience: Any
    update_frequency: str
    responsible_person: RegistryResponsibleBody
    administrators: list[RegistryAdministratorBody]
    adviser: NotRequired[Any]
    review_rules: str
    emergency_plan: str
    undertaking: bool
    duplicate_reason: NotRequired[str | None]
    id: NotRequired[str]
    state: NotRequired[str]
    version: NotRequired[int]
    unit_name: NotRequired[str]
    faculty_id: NotRequired[str]
    applicant_id: NotRequired[str]
    applicant_name: NotRequired[str]
    attachments: NotRequired[list[dict[str, Any]]]
    endorsements: NotRequired[list[RegistryEndorsement]]
    waits_for: NotRequired[list[str]]
    waiting_since: NotRequired[str | None]
    waiting_days: NotRequired[int | None]
    reminders: NotRequired[int]
    responsible_office: NotRequired[str]
    responsible_fits: NotRequired[bool]
    applicant_left: NotRequired[bool]
    differences: NotRequired[list[RegistryFieldDifference]]
    decided_by: NotRequired[str]
    decided_at: NotRequired[str | None]
    reason_code: NotRequired[str]
    comment: NotRequired[str]
    account_id: NotRequired[str | None]
    file_number: NotRequired[str]
    created_at: NotRequired[str]
    submitted_at: NotRequired[str | None]
    moves: NotRequired[list[dict[str, Any]]]


class RegistryAssessmentBody(TypedDict, total=False):
    summary: str
    scores: dict[str, Any]
    problems: str
    plan: str


class RegistryAttachment(TypedDict, total=False):
    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: str


class RegistryChange(TypedDict, total=False):
    id: str
    account_id: str
    account_name: str
    unit_id: str
    kind: str
    before: dict[str, Any]
    after: dict[str, Any]
    changed_on: str
    due_on: str
    filed_at: str
    filed_by: str
    filed_by_name: str
    late: bool
    handover_confirmed: bool
    handover: dict[str, Any]
    awaits_you: list[str]
    reason: str
    state: str
    decided_by: str
    decided_at: str | None
    comment: str
    version: int


class RegistryChangeBody(TypedDict):
    kind: str
    after: NotRequired[Any]
    changed_on: str
    handover_confirmed: NotRequired[bool]
    reason: str


class RegistryCheck(TypedDict, total=False):
    at: str
    by: str
    by_name: str
    finding: str
    note: str


class RegistryCheckBody(TypedDict):
    finding: str
    note: NotRequired[str]


class RegistryCodeBody(TypedDict):
    challenge: str
    code: str


class RegistryContact(TypedDict, total=False):
    id: str
    name: str
    number: str
    phone: str


class RegistryCriterionBody(TypedDict):
    key: str
    title: NotRequired[str]
    weight: int


class RegistryDecisionBody(TypedDict, total=False):
    comment: str


class RegistryDraftBody(TypedDict):
    channel: str
    name: NotRequired[str]
    handle: NotRequired[str]
    tier: int
    unit_id: str
    purpose: NotRequired[str]
    audience: NotRequired[Any]
    update_frequency: NotRequired[str]
    responsible_person: NotRequired[RegistryUnfinishedResponsible]
    administrators: NotRequired[list[RegistryUnfinishedAdministrator]]
    adviser: NotRequired[Any]
    review_rules: NotRequired[str]
    emergency_plan: NotRequired[str]
    undertaking: NotRequired[bool]
    duplicate_reason: NotRequired[str | None]


class RegistryEnded(TypedDict, total=False):
    ended: int


class RegistryEndorsement(TypedDict, total=False):
    by: str
    name: str
    role: str
    at: str


class RegistryFactorBegun(TypedDict, total=False):
    secret: str
    address: str


class RegistryFactorBody(TypedDict):
    password: str


class RegistryFactorCode(TypedDict):
    code: str


class RegistryFactorState(TypedDict, total=False):
    enabled: bool
    recovery_codes_left: int


class RegistryFieldDifference(TypedDict, total=False):
    field: str
    before: Any
    after: Any
    hidden: bool


class RegistryFiling(TypedDict, total=False):
    id: str
    account_id: str
    account_name: str
    unit_id: str
    kind: str
    changed_on: str
    due_on: str
    cause: str
    note: str
    state: str
    change_id: str


class RegistryGrantBody(TypedDict):
    role: str
    unit_id: NotRequired[str | None]
    from_on: NotRequired[str | None]
    until_on: NotRequired[str | None]


class RegistryHandover(TypedDict, total=False):
    id: str
    kind: str
    subject_id: str
    title: str
    person_id: str
    person_name: str
    role: str
    unit_id: str
    unit_name: str
    tier: int
    noticed_on: str
    due_on: str
    state: str
    done_at: str | None


class RegistryHistoryEntry(TypedDict, total=False):
    at: str
    by: str
    by_name: str
    field: str
    before: Any
    after: Any
    reason: str


class RegistryImported(TypedDict, total=False):
    accepted: int
    refused: list[dict[str, Any]]


class RegistryInspectionBody(TypedDict, total=False):
    inspected_on: str | None
    scores: dict[str, Any]
    notes: dict[str, Any]
    comment: str


class RegistryMe(TypedDict, total=False):
    id: str
    username: str
    name: str
    roles: list[str]
    grants: list[list[str]]
    unit_id: str
    accounts: list[str]


class RegistryNameCheck(TypedDict, total=False):
    allowed: bool
    findings: list[RegistryNameFinding]


class RegistryNameFinding(TypedDict, total=False):
    protected_name: str
    kind: str
    similarity: float
    blocks: bool


class RegistryNewToken(TypedDict, total=False):
    id: str
    name: str
    hint: str
    scopes: list[str]
    roles: list[list[str]]
    made_at: str
    expires_at: str
    used_at: str | None
    ended_at: str | None
    token: str


class RegistryNoticeBody(TypedDict):
    kind: str
    changed_on: str
    note: NotRequired[str]


class RegistryOptionsBody(TypedDict):
    dormant_days: int
    remind_after_days: int
    responsible_rule: str


class RegistryOutcomeBody(TypedDict):
    outcome: str
    comment: str


class RegistryPasswordBody(TypedDict):
    old_password: str
    new_password: str


class RegistryPerson(TypedDict, total=False):
    id: str
    username: str
    name: str
    unit_id: str
    number: str
    phone: str
    roles: list[RegistryGrantBody]
    active: bool
    version: int


class RegistryPersonBody(TypedDict):
    name: str
    unit_id: NotRequired[str | None]
    number: NotRequired[str]
    phone: NotRequired[str]
    roles: NotRequired[list[RegistryGrantBody]]
    username: str
    password: NotRequired[str]


class RegistryPersonChangeBody(TypedDict):
    name: str
    unit_id: NotRequired[str | None]
    number: NotRequired[str]
    phone: NotRequired[str]
    roles: NotRequired[list[RegistryGrantBody]]
    active: NotRequired[bool]
    password: NotRequired[str]


class RegistryPersonExport(TypedDict, total=False):
    id: str
    name: str
    number: str
    phone: str
    username: str
    unit_id: str
    active: bool
    created_at: str
    roles: list[list[str]]
    sessions: list[dict[str, Any]]
    accounts: list[str]
    applications: list[str]
    changes: list[str]
    sightings: list[str]
    personal_accounts: list[dict[str, Any]]


class RegistryPersonalAccount(TypedDict):
    channel: str
    handle: str
    name: str
    note: NotRequired[str]
    owner_id: NotRequired[str]
    owner_name: NotRequired[str]
    unit_id: NotRequired[str]
    id: NotRequired[str]
    unit_name: NotRequired[str]
    state: NotRequired[str]
    reason: NotRequired[str]
    by: NotRequired[str]
    by_name: NotRequired[str]
    at: NotRequired[str]
    checked_at: NotRequired[str | None]
    finding: NotRequired[str]
    checks: NotRequired[list[RegistryCheck]]
    version: NotRequired[int]


class RegistryPersonalAccountBody(TypedDict):
    channel: str
    handle: str
    name: str
    note: NotRequired[str]
    owner_id: NotRequired[str]
    owner_name: NotRequired[str]
    unit_id: NotRequired[str]


class RegistryProtectedName(TypedDict):
    name: str
    note: NotRequired[str]
    id: NotRequired[str]
    kind: NotRequired[str]


class RegistryProtectedNameBody(TypedDict):
    name: str
    note: NotRequired[str]


class RegistryReasonBody(TypedDict):
    reason: str


class RegistryRecoveryCodes(TypedDict, total=False):
    recovery_codes: list[str]


class RegistryRefusalBody(TypedDict):
    reason_code: str
    comment: str


class RegistryResponsibleBody(TypedDict):
    name: str
    title: str
    phone: str


class RegistryReturnBody(TypedDict):
    comment: str
    reason_code: NotRequired[str]


class RegistryReview(TypedDict, total=False):
    year: int
    account_id: str
    account_name: str
    unit_id: str
    tier: int
    state: str
    assessment: dict[str, Any] | None
    assessed_by: str
    assessed_at: str | None
    verdict: str
    scores: dict[str, Any]
    total: float | None
    comment: str
    rectify_by: str | None
    decided_by: str
    decided_at: str | None
    overdue: bool
    account_status: str
    inspection: dict[str, Any] | None
    known: dict[str, Any]
    prefilled: dict[str, Any]
    criteria: list[dict[str, Any]]
    version: int


class RegistryRound(TypedDict, total=False):
    year: int
    opens_on: str
    due_on: str
    criteria: list[dict[str, Any]]
    accounts: int
    progress: dict[str, Any]
    closed: bool
    version: int
    items: list[RegistryReview]
    next_cursor: str | None


class RegistryRoundBody(TypedDict):
    year: int
    opens_on: str
    due_on: str
    criteria: NotRequired[list[RegistryCriterionBody] | None]


class RegistryRoundChangeBody(TypedDict):
    opens_on: str
    due_on: str
    criteria: NotRequired[list[RegistryCriterionBody] | None]


class RegistryServiceRoleBody(TypedDict):
    role: str
    unit_id: NotRequired[str | None]


class RegistryServiceTokenBody(TypedDict):
    name: str
    scopes: list[str]
    expires_at: str
    roles: list[RegistryServiceRoleBody]


class RegistrySession(TypedDict, total=False):
    id: str
    how: str
    address: str
    agent: str
    made_at: str
    expires_at: str
    current: bool


class RegistrySideBody(TypedDict):
    side: str


class RegistrySighting(TypedDict):
    channel: str
    handle: str
    name: str
    url: NotRequired[str]
    note: NotRequired[str]
    id: NotRequired[str]
    registered: NotRequired[bool]
    account_id: NotRequired[str]
    protected_names: NotRequired[list[str]]
    state: NotRequired[str]
    outcome: NotRequired[str]
    comment: NotRequired[str]
    by: NotRequired[str]
    by_name: NotRequired[str]
    at: NotRequired[str]
    handled_by_name: NotRequired[str]
    handled_at: NotRequired[str | None]
    version: NotRequired[int]


class RegistrySightingBody(TypedDict):
    channel: str
    handle: str
    name: str
    url: NotRequired[str]
    note: NotRequired[str]


class RegistrySignInBody(TypedDict):
    username: str
    password: str


class RegistrySignedIn(TypedDict, total=False):
    token: str
    person: RegistryMe


class RegistrySimilarAccount(TypedDict, total=False):
    account_id: str
    name: str
    channel: str
    unit_id: str
    unit_name: str
    tier: int
    status: str
    score: float
    why: list[str]


class RegistryToken(TypedDict, total=False):
    id: str
    name: str
    hint: str
    scopes: list[str]
    roles: list[list[str]]
    made_at: str
    expires_at: str
    used_at: str | None
    ended_at: str | None


class RegistryTokenBody(TypedDict):
    name: str
    scopes: list[str]
    expires_at: str


class RegistryUnfinishedAdministrator(TypedDict, total=False):
    name: str
    number: str
    phone: str


class RegistryUnfinishedResponsible(TypedDict, total=False):
    name: str
    title: str
    phone: str


class RegistryUnit(TypedDict):
    name: str
    kind: str
    parent_id: NotRequired[str | None]
    id: NotRequired[str]
    path: NotRequired[list[str]]
    responsible_office: NotRequired[str]
    version: NotRequired[int]


class RegistryUnitBody(TypedDict):
    name: str
    kind: str
    parent_id: NotRequired[str | None]


class RegistryUnitMergeBody(TypedDict):
    into_id: str


class RegistryVerdictBody(TypedDict):
    verdict: str
    scores: NotRequired[dict[str, Any]]
    comment: NotRequired[str]
    rectify_by: NotRequired[str | None]


class RegistryVerified(TypedDict, total=False):
    registered: bool
    name: str
    unit: str
    tier: int
    status: str


class ReviewAllowed(TypedDict, total=False):
    id: str
    text: str
    since_version: int
    added_at: str


class ReviewCampaign(TypedDict, total=False):
    id: str
    title: str
    brief: str
    starts_at: str
    ends_at: str
    scope: dict[str, Any]
    material_version: int
    created_by: str
    created_by_name: str
    created_at: str
    material: dict[str, Any] | None
    counts: dict[str, Any]
    matrix: list[dict[str, Any]]
    findings: list[dict[str, Any]]


class ReviewCampaignLine(TypedDict, total=False):
    id: str
    title: str
    brief: str
    starts_at: str
    ends_at: str
    scope: dict[str, Any]
    material_version: int
    created_by: str
    created_by_name: str
    created_at: str


class ReviewChain(TypedDict, total=False):
    tier: int
    channel: str
    steps: list[ReviewStep]


class ReviewDecision(TypedDict, total=False):
    id: str
    version: int
    fingerprint: str
    stage: int
    role: str
    decision: str
    comment: str
    passages: list[dict[str, Any]]
    decided_by: str
    decided_by_name: str
    decided_at: str
    for_name: str


class ReviewDiff(TypedDict, total=False):
    from_version: int
    title: list[ReviewRun]
    body: list[ReviewRun]
    media: list[ReviewRun]


class ReviewFinding(TypedDict, total=False):
    id: str
    field: str
    name: str
    rule: str
    start: int
    end: int
    matched: str
    tier: str
    severity: str
    article: int
    answer: str
    answered_by: str
    answered_at: str | None


class ReviewFindingAnswer(TypedDict):
    finding_id: str
    answer: str


class ReviewImport(TypedDict, total=False):
    version: int
    added: int
    allowed: int
    skipped: int


class ReviewMediaFile(TypedDict, total=False):
    checksum: str
    name: str
    media_type: str
    size: int
    uploaded_at: str


class ReviewNewAllowed(TypedDict):
    text: str


class ReviewNewAssignment(TypedDict):
    reason: NotRequired[str]
    person_id: str


class ReviewNewCampaign(TypedDict):
    title: str
    brief: NotRequired[str]
    starts_at: str
    ends_at: str
    scope: NotRequired[ReviewScope]
    material: NotRequired[Any]


class ReviewNewChain(TypedDict):
    channel: NotRequired[str]
    steps: list[ReviewNewStep]


class ReviewNewDecision(TypedDict):
    decision: str
    fingerprint: str
    stage: NotRequired[int | None]
    comment: NotRequired[str]
    finding_answers: NotRequired[list[ReviewFindingAnswer]]
    passages: NotRequired[list[ReviewPassage]]


class ReviewNewMaterial(TypedDict):
    title: str
    body: str
    media: NotRequired[list[ReviewNewMedia]]


class ReviewNewMedia(TypedDict):
    name: str
    media_type: NotRequired[str]
    checksum: str
    size: NotRequired[int]
    url: NotRequired[str]


class ReviewNewObservedPost(TypedDict):
    account_id: NotRequired[str]
    channel: NotRequired[str]
    handle: NotRequired[str]
    url: str
    published_at: str
    title: NotRequired[str]
    body: str


class ReviewNewObservedPosts(TypedDict):
    posts: list[ReviewNewObservedPost]


class ReviewNewScreening(TypedDict):
    text: str


class ReviewNewStep(TypedDict):
    role: str
    place: NotRequired[str]
    when: NotRequired[str]


class ReviewNewSubmission(TypedDict):
    title: str
    body: str
    media: NotRequired[list[ReviewNewMedia]]
    source: NotRequired[str]
    licence: NotRequired[str]
    scheduled_at: NotRequired[str | None]
    account_id: str
    campaign_id: NotRequired[str | None]


class ReviewNewSubstitute(TypedDict):
    reason: NotRequired[str]
    absent_id: NotRequired[str]
    substitute_id: str
    starts_at: str
    ends_at: str


class ReviewNewTerm(TypedDict):
    text: str
    category: NotRequired[str]
    severity: NotRequired[str]
    article: NotRequired[int]
    tier_hint: NotRequired[str]


class ReviewNewTitles(TypedDict):
    name: str
    titles: NotRequired[list[str]]


class ReviewNewTrial(TypedDict, total=False):
    name: str
    media_type: str
    base64: str
    terms: list[ReviewNewTerm]
    allow: list[str]
    texts: int


class ReviewNewVersion(TypedDict):
    title: str
    body: str
    media: NotRequired[list[ReviewNewMedia]]
    source: NotRequired[str]
    licence: NotRequired[str]
    scheduled_at: NotRequired[str | None]


class ReviewNewWatch(TypedDict):
    account_id: str
    url: str
    kind: NotRequired[str]
    every_minutes: NotRequired[int]


class ReviewNote(TypedDict, total=False):
    version: int
    kind: str
    text: str
    subject_name: str
    noted_by_name: str
    noted_at: str


class ReviewObservedPost(TypedDict, total=False):
    id: str
    account_id: str
    tier: int | None
    unit_id: str | None
    channel: str
    handle: str
    url: str
    title: str
    published_at: str
    verdict: str
    submission_id: str
    version: int
    fingerprint: str
    similarity: float
    diff: list[ReviewRun]
    observed_at: str
    observed_by: str


class ReviewObservedPosts(TypedDict, total=False):
    items: list[ReviewObservedPost]


class ReviewPassage(TypedDict):
    field: NotRequired[str]
    start: int
    end: int
    note: NotRequired[str]


class ReviewPostsImport(TypedDict, total=False):
    items: list[ReviewObservedPost]
    refused: list[dict[str, Any]]


class ReviewProcess(TypedDict, total=False):
    name: str
    lexicon_version: int
    adopted_at: str
    freezes: list[str]
    started_at: str
    seen_at: str


class ReviewPublication(TypedDict):
    url: str
    published_at: str


class ReviewReason(TypedDict, total=False):
    reason: str


class ReviewRemoved(TypedDict, total=False):
    id: str
    text: str
    version: int


class ReviewResultLine(TypedDict, total=False):
    account_id: str
    account_name: str
    unit_name: str
    state: str
    way: str
    url: str
    published_at: str | None


class ReviewResults(TypedDict, total=False):
    id: str
    title: str
    accounts: int
    published: int
    unchanged: int
    adapted: int
    late: int
    outstanding: int
    by_unit: list[dict[str, Any]]
    items: list[ReviewResultLine]


class ReviewRun(TypedDict, total=False):
    op: str
    text: str


class ReviewScope(TypedDict, total=False):
    tier: int | None
    channel: str | None
    unit_id: str | None
    account_ids: list[str] | None


class ReviewScreening(TypedDict, total=False):
    lexicon_version: str
    findings: list[dict[str, Any]]


class ReviewSeal(TypedDict, total=False):
    submission_id: str
    version: int
    account_id: str
    account_name: str
    title: str
    fingerprint: str
    recomputed: str
    valid: bool
    problems: list[str]
    approvals: list[dict[str, Any]]
    sealed_at: str
    not_before: str
    not_after: str
    voided_at: str | None
    void_reason: str


class ReviewStage(TypedDict, total=False):
    number: int
    role: str
    unit_id: str
    state: str
    decided_by: str
    decided_by_name: str
    decided_at: str | None


class ReviewStep(TypedDict, total=False):
    role: str
    place: str
    when: str


class ReviewSubmission(TypedDict, total=False):
    id: str
    version: int
    fingerprint: str
    state: str
    stage: int
    stages_total: int
    waits_role: str
    waits_unit: str
    account_id: str
    account_name: str
    tier: int
    channel: str
    unit_id: str
    title: str
    severity: str
    submitted_by: str
    submitted_by_name: str
    claimed_by: str
    claimed_by_name: str
    claimed_until: str | None
    campaign_id: str
    created_at: str
    changed_at: str
    due_at: str
    scheduled_at: str | None
    held_by: str
    held_by_person: str
    raised: bool
    url: str
    published_at: str | None
    body: str
    media: list[dict[str, Any]]
    source: str
    licence: str
    stages: list[ReviewStage]
    findings: list[ReviewFinding]
    decisions: list[ReviewDecision]
    diff: Any
    seal: dict[str, Any] | None
    material_diff: Any
    notes: list[ReviewNote]


class ReviewSubmissionLine(TypedDict, total=False):
    id: str
    version: int
    fingerprint: str
    state: str
    stage: int
    stages_total: int
    waits_role: str
    waits_unit: str
    account_id: str
    account_name: str
    tier: int
    channel: str
    unit_id: str
    title: str
    severity: str
    submitted_by: str
    submitted_by_name: str
    claimed_by: str
    claimed_by_name: str
    claimed_until: str | None
    campaign_id: str
    created_at: str
    changed_at: str
    due_at: str
    scheduled_at: str | None
    held_by: str
    held_by_person: str
    raised: bool
    url: str
    published_at: str | None


class ReviewSubstitute(TypedDict, total=False):
    id: str
    absent_id: str
    absent_name: str
    substitute_id: str
    substitute_name: str
    starts_at: str
    ends_at: str
    reason: str
    set_by: str
    set_by_name: str
    ended_at: str | None


class ReviewTerm(TypedDict, total=False):
    id: str
    text: str
    category: str
    severity: str
    article: int
    tier_hint: str
    since_version: int
    added_at: str


class ReviewTitles(TypedDict, total=False):
    id: str
    name: str
    titles: list[str]
    since_version: int


class ReviewTrial(TypedDict, total=False):
    tried: int
    flagged: int
    items: list[dict[str, Any]]


class ReviewWatch(TypedDict, total=False):
    id: str
    account_id: str
    account_name: str
    url: str
    kind: str
    every_minutes: int
    outcome: str
    detail: str
    failures: int
    found: int
    checked_at: str | None
    next_at: str | None


class ReviewWithdrawal(TypedDict, total=False):
    reason: str


class Reviewer(TypedDict, total=False):
    id: str
    name: str
    unit_id: str
    roles: list[str]


class TrainingActivity(TypedDict, total=False):
    id: str
    member_id: str
    kind: str
    title: str
    hours: float
    points: float
    happened_at: str
    certificate_number: str


class TrainingApproval(TypedDict, total=False):
    comment: str


class TrainingAttendance(TypedDict):
    attendance: str
    reason: str


class TrainingAudience(TypedDict, total=False):
    unit_id: str
    roles: list[str]
    association: bool
    person_ids: list[str]


class TrainingCalendarToken(TypedDict, total=False):
    token: str
    path: str


class TrainingCertificate(TypedDict, total=False):
    number: str
    session_id: str
    enrolment_id: str
    person_id: str
    person_name: str
    title: str
    kind: str
    hours: float
    held_on: str
    issued_at: str
    expires_at: str | None
    status: str


class TrainingCertificateCheck(TypedDict, total=False):
    number: str
    status: str
    holder: str
    title: str
    hours: float
    held_on: str
    issued_on: str


class TrainingCheckIn(TypedDict):
    token: str


class TrainingClash(TypedDict, total=False):
    session_id: str
    title: str
    claims: list[str]


class TrainingClashes(TypedDict, total=False):
    items: list[TrainingClash]


class TrainingDepartment(TypedDict, total=False):
    id: str
    name: str
    work: str
    members: int
    heads: list[str]


class TrainingDepartments(TypedDict, total=False):
    items: list[TrainingDepartment]


class TrainingDraw(TypedDict, total=False):
    session_id: str
    promise: str
    seed: str | None
    drawn_at: str | None
    formula: str
    pot: str
    entries: list[TrainingDrawEntry]


class TrainingDrawEntry(TypedDict, total=False):
    enrolment_id: str
    ticket: str
    state: str


class TrainingDuty(TypedDict, total=False):
    id: str
    kind: str
    incident_id: str
    account_id: str
    account_name: str
    unit_id: str
    person_id: str
    person_name: str
    state: str
    reason: str
    due_at: str
    met_at: str | None
    certificate_number: str


class TrainingEnrolment(TypedDict, total=False):
    id: str
    session_id: str
    person_id: str
    person_name: str
    unit_id: str
    state: str
    position: int
    made_at: str
    confirm_by: str | None
    attendance: str
    checked_in_at: str | None
    attendance_note: str
    decision_note: str


class TrainingExpense(TypedDict, total=False):
    id: str
    fund_id: str
    line_id: str
    reservation_id: str | None
    purpose: str
    amount: str
    receipt: str
    receipt_files: int
    state: str
    filed_at: str
    filed_by: str
    decided_at: str | None
    decided_by: str | None
    comment: str
    version: int


class TrainingFeedbackGiven(TypedDict, total=False):
    session_id: str
    score: int
    comment: str


class TrainingFeedbackResults(TypedDict, total=False):
    session_id: str
    count: int
    average: float | None
    scores: dict[str, Any]
    comments: list[str]


class TrainingFund(TypedDict, total=False):
    id: str
    year: int
    name: str
    total: str
    allocated: str
    created_at: str
    closed_at: str | None
    carried_in: str
    carried_out: str
    carried_to: str | None


class TrainingFundClosing(TypedDict, total=False):
    carry_over: bool


class TrainingGraduation(TypedDict):
    graduates_at: str | None


class TrainingHandOver(TypedDict):
    to_member_id: str
    notes: NotRequired[str]


class TrainingIssued(TypedDict, total=False):
    items: list[TrainingCertificate]


class TrainingKeptFile(TypedDict, total=False):
    id: str
    name: str
    media_type: str
    size: int
    sha256: str
    by: str
    at: str


class TrainingKeptFiles(TypedDict, total=False):
    items: list[TrainingKeptFile]


class TrainingLine(TypedDict, total=False):
    id: str
    fund_id: str
    title: str
    amount: str
    reserved: str
    spent: str
    available: str


class TrainingMember(TypedDict, total=False):
    id: str
    person_id: str
    name: str
    unit_id: str
    state: str
    role: str
    group: str
    hours: float
    points: float
    graduates_at: str | None
    since: str
    term_ends_at: str | None
    reasons: list[str]
    version: int


class TrainingMemberRole(TypedDict):
    role: str
    term_ends_at: NotRequired[str | None]


class TrainingMoveMember(TypedDict):
    department: str


class TrainingMovement(TypedDict, total=False):
    id: str
    line_id: str
    kind: str
    amount: str
    at: str
    by: str
    reservation_id: str | None
    expense_id: str | None


class TrainingNewActivity(TypedDict):
    kind: str
    title: str
    hours: NotRequired[float]
    happened_at: str


class TrainingNewDepartment(TypedDict):
    name: str
    work: NotRequired[str]


class TrainingNewExpense(TypedDict):
    line_id: NotRequired[str | None]
    reservation_id: NotRequired[str | None]
    amount: str
    purpose: str
    receipt: NotRequired[str]


class TrainingNewFeedback(TypedDict):
    score: int
    comment: NotRequired[str]


class TrainingNewFund(TypedDict):
    year: int
    name: str
    total: str


class TrainingNewLine(TypedDict):
    title: str
    amount: str


class TrainingNewMember(TypedDict, total=False):
    person_id: str
    group: str


class TrainingNewPlace(TypedDict):
    name: str
    capacity: int
    note: NotRequired[str]


class TrainingNewPlanItem(TypedDict):
    year: int
    month: int
    kind: str
    theme: str
    title: str
    times: NotRequired[int]
    budget: NotRequired[str]
    fund_line_id: NotRequired[str | None]
    note: NotRequired[str]


class TrainingNewReservation(TypedDict):
    line_id: str
    amount: str
    purpose: str
    session_id: NotRequired[str | None]


class TrainingNewSeries(TypedDict):
    session: TrainingNewSession
    every_days: int
    times: int


class TrainingNewSession(TypedDict):
    kind: str
    title: str
    theme: NotRequired[str]
    speaker: NotRequired[str]
    place: NotRequired[str]
    starts_at: str
    ends_at: str
    capacity: int
    enrol_opens_at: str
    enrol_closes_at: str
    audience: NotRequired[TrainingAudience]
    hours: NotRequired[float]
    confirm_hours: NotRequired[int]
    certificate_months: NotRequired[int]
    fund_line_id: NotRequired[str | None]
    budget: NotRequired[str]
    way: NotRequired[str]
    approval: NotRequired[bool]
    quotas: NotRequired[dict[str, Any]]
    required: NotRequired[Any]
    plan_id: NotRequired[str | None]
    on_clash: NotRequired[str]


class TrainingNewSwap(TypedDict):
    to_session_id: str


class TrainingPass(TypedDict, total=False):
    token: str
    changes_at: float


class TrainingPlace(TypedDict, total=False):
    id: str
    name: str
    capacity: int
    note: str


class TrainingPlanItem(TypedDict, total=False):
    id: str
    year: int
    month: int
    kind: str
    theme: str
    title: str
    times: int
    announced: int
    budget: str
    fund_line_id: str | None
    reservation_id: str | None
    note: str
    state: str
    made_by: str
    made_at: str
    decided_by: str | None
    decided_at: str | None
    version: int


class TrainingReason(TypedDict):
    reason: str


class TrainingRejection(TypedDict):
    comment: str


class TrainingRequiredPeople(TypedDict, total=False):
    items: list[TrainingRequiredPerson]


class TrainingRequiredPerson(TypedDict, total=False):
    person_id: str
    name: str
    unit_id: str
    unit: str
    state: str
    attendance: str


class TrainingReservation(TypedDict, total=False):
    id: str
    fund_id: str
    line_id: str
    session_id: str | None
    purpose: str
    amount: str
    remaining: str
    made_at: str
    made_by: str


class TrainingRules(TypedDict, total=False):
    certificate_needed: str
    on_clash: str
    grace_days: int
    remind_days: int
    receipts_needed: bool
    backbone_hours: float
    backbone_points: float
    points: dict[str, Any]


class TrainingSeries(TypedDict, total=False):
    series_id: str
    items: list[TrainingSession]


class TrainingSession(TypedDict, total=False):
    id: str
    kind: str
    title: str
    theme: str
    speaker: str
    place: str
    starts_at: str
    ends_at: str
    enrol_opens_at: str
    enrol_closes_at: str
    capacity: int
    seats_taken: int
    waiting: int
    audience: dict[str, Any]
    hours: float
    confirm_hours: int
    certificate_months: int
    fund_line_id: str | None
    reservation_id: str | None
    budget: str
    state: str
    cancel_reason: str
    way: str
    approval: bool
    quotas: dict[str, Any]
    required: dict[str, Any] | None
    draw_promise: str
    drawn_at: str | None
    plan_id: str | None
    series_id: str | None
    announced_by: str
    announced_at: str
    clashes: list[TrainingClash]
    version: int


class TrainingSessionChange(TypedDict, total=False):
    title: str
    theme: str
    speaker: str
    place: str
    starts_at: str
    ends_at: str
    enrol_opens_at: str
    enrol_closes_at: str
    capacity: int
    quotas: dict[str, Any]
    on_clash: str


class TrainingSwap(TypedDict, total=False):
    id: str
    enrolment_id: str
    from_session_id: str
    to_session_id: str
    state: str
    made_at: str
    ended_at: str | None


class TrainingTerm(TypedDict, total=False):
    id: str
    member_id: str
    member: str
    role: str
    department: str
    began_at: str
    ends_at: str | None
    ended_at: str | None
    end_reason: str
    successor_id: str | None
    successor: str
    notes: str


class TrainingTheme(TypedDict, total=False):
    theme: str
    sessions: int
    attended: int
    hours: float


class TrainingThemes(TypedDict, total=False):
    items: list[TrainingTheme]


class TrainingUnitDecision(TypedDict):
    decision: str
    note: NotRequired[str]


class TrainingUnitDuties(TypedDict, total=False):
    unit_id: str
    unit: str
    owed: int
    overdue: int
    met: int
    people: int


class TrainingUnitDutiesList(TypedDict, total=False):
    items: list[TrainingUnitDuties]

