"""Rules that lean on the database, once more over PostgreSQL: the same tests that run over SQLite."""

from tests.unit.alerts.test_directives import (  # noqa: F401
    test_a_scope_means_the_accounts_that_fit_all_its_parts,
    test_a_unit_sees_the_receipts_of_its_own_accounts_alone,
    test_operators_are_reminded_and_what_is_overdue_is_marked_and_told_to_the_responsible_person,
    test_receipts_add_up_and_reading_after_doing_changes_nothing,
    test_ten_thousand_accounts_each_get_their_row,
)
from tests.unit.alerts.test_duty import (  # noqa: F401
    test_an_acknowledgement_that_nothing_follows_lapses_and_escalates_anew,
    test_an_incident_nobody_acknowledges_escalates_step_by_step_each_fired_once,
    test_the_board_shows_what_is_open_in_few_statements,
)
from tests.unit.alerts.test_forgetting_deliveries import (  # noqa: F401
    test_what_was_sent_goes_after_its_days_with_its_attempts_and_what_waits_stays,
)
from tests.unit.alerts.test_incidents import (  # noqa: F401
    test_a_stale_version_is_refused,
    test_an_incident_walks_from_report_to_closure_and_its_timeline_tells_who,
    test_another_kind_another_account_or_a_later_day_opens_an_incident_of_its_own,
    test_every_change_is_in_a_ledger_that_verifies,
    test_filters_and_pages_find_what_they_say,
    test_the_migrated_schema_is_what_the_mapping_expects,
    test_the_timeline_cannot_be_edited_or_deleted_in_the_database_itself,
    test_units_see_incidents_of_their_own_accounts_and_the_faculty_those_of_its_clubs,
)
from tests.unit.alerts.test_records import (  # noqa: F401
    test_the_name_of_who_was_erased_stands_in_no_timeline,
)
