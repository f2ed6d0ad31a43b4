"""The registry's operations on tables: units, people and accounts as Excel, in and out."""

from __future__ import annotations

from functools import partial

from services.contracts.operations import Operation
from services.contracts.registry import filing_shapes as filing_shapes
from services.contracts.registry import shapes as shapes
from services.contracts.registry import sheet_shapes as sheet_shapes
from services.contracts.registry.calls import registry_operation

_people, _accounts = partial(registry_operation, "people"), partial(registry_operation, "accounts")

SHEETS: list[Operation] = [
    _accounts(
        "accounts_xlsx",
        "GET",
        "/accounts.xlsx",
        "导出在册平台 The register as Excel",
        query=shapes.AccountQuery,
        file=True,
    ),
    _accounts(
        "import_accounts",
        "POST",
        "/imports/accounts",
        "导入既有平台 Import accounts",
        request=filing_shapes.UploadBody,
        response=sheet_shapes.Imported,
        upload=True,
    ),
    _people(
        "import_people",
        "POST",
        "/imports/people",
        "导入人员 Import people",
        request=filing_shapes.UploadBody,
        response=sheet_shapes.Imported,
        upload=True,
    ),
    _people("people_xlsx", "GET", "/people.xlsx", "导出人员 People as Excel", file=True),
    _people("units_xlsx", "GET", "/units.xlsx", "导出单位 Units as Excel", file=True),
    _people(
        "import_units",
        "POST",
        "/imports/units",
        "导入单位 Import units",
        request=filing_shapes.UploadBody,
        response=sheet_shapes.Imported,
        upload=True,
    ),
]
