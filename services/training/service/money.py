"""Calls on the dedicated fund."""

from __future__ import annotations

from typing import Any

from services.contracts.registry.filing_shapes import UploadBody
from services.contracts.training import fund_shapes as shapes
from services.kit.api import Request, Work, command, query
from services.kit.paging import page_query
from services.training import plan_schemas, schemas, sheets
from services.training.handlers import money, purse

Json = dict[str, Any]


class MoneyCalls:
    """The fund, its lines, reservations and expenses."""

    @query
    def list_funds(self, work: Work, request: Request) -> Json:
        return purse.list_money(work, "funds", request.load_query(shapes.FundQuery()), schemas.dump_fund)

    @command
    def open_fund(self, work: Work, request: Request) -> Json:
        return schemas.dump_fund(purse.open_fund(work, **request.load(shapes.NewFund())))

    @command
    def close_fund(self, work: Work, request: Request) -> Json:
        return schemas.dump_fund(purse.close_fund(work, request.path["id"], **request.load(shapes.FundClosing())))

    @query
    def fund_sheet(self, work: Work, request: Request) -> Json:
        return schemas.as_file("fund.xlsx", sheets.XLSX, sheets.write_fund(purse.read_fund(work, request.path["id"])))

    @query
    def list_lines(self, work: Work, request: Request) -> Json:
        return purse.list_money(work, "lines", page_query(request), schemas.dump_line, request.path["id"])

    @command
    def add_line(self, work: Work, request: Request) -> Json:
        return schemas.dump_line(money.add_line(work, request.path["id"], **request.load(shapes.NewLine())))

    @query
    def list_reservations(self, work: Work, request: Request) -> Json:
        return purse.list_money(work, "reservations", page_query(request), schemas.dump_reservation, request.path["id"])

    @command
    def reserve_money(self, work: Work, request: Request) -> Json:
        wanted = request.load(shapes.NewReservation())
        return schemas.dump_reservation(money.reserve_money(work, request.path["id"], **wanted))

    @command
    def release_reservation(self, work: Work, request: Request) -> Json:
        return schemas.dump_reservation(
            money.release_reservation(work, request.path["id"], request.path["reservation_id"])
        )

    @query
    def list_expenses(self, work: Work, request: Request) -> Json:
        wanted = request.load_query(shapes.ExpenseQuery())
        return purse.list_money(work, "expenses", wanted, schemas.dump_expense, request.path["id"])

    @command
    def file_expense(self, work: Work, request: Request) -> Json:
        return schemas.dump_expense(money.file_expense(work, request.path["id"], request.load(shapes.NewExpense())))

    @query
    def list_receipts(self, work: Work, request: Request) -> Json:
        path = request.path
        return plan_schemas.dump_files(purse.list_receipts(work, path["id"], path["expense_id"]))

    @command
    def add_receipt(self, work: Work, request: Request) -> Json:
        path, (name, content) = request.path, plan_schemas.load_upload(request.load(UploadBody()))
        return plan_schemas.dump_file(purse.add_receipt(work, path["id"], path["expense_id"], name, content))

    @query
    def read_receipt(self, work: Work, request: Request) -> Json:
        path = request.path
        return plan_schemas.as_download(purse.read_receipt(work, path["id"], path["expense_id"], path["file_id"]))

    @command
    def approve_expense(self, work: Work, request: Request) -> Json:
        comment, path = request.load(shapes.Approval())["comment"], request.path
        return schemas.dump_expense(purse.decide_expense(work, path["id"], path["expense_id"], "approved", comment))

    @command
    def reject_expense(self, work: Work, request: Request) -> Json:
        comment, path = request.load(shapes.Rejection())["comment"], request.path
        return schemas.dump_expense(purse.decide_expense(work, path["id"], path["expense_id"], "rejected", comment))

    @query
    def list_movements(self, work: Work, request: Request) -> Json:
        return purse.list_money(work, "movements", page_query(request), schemas.dump_movement, request.path["id"])
