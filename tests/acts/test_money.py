"""Money is exact to the cent on either database, from the notice to the receipt."""
from decimal import Decimal

from tests.acts.support import Office, refused


def test_an_ordinary_case_from_filing_to_archive(_acts_district):
    with Office.of(_acts_district, "guizi", "PG-34-1") as office:
        office.file()
        office.report()
        office.tell(fine="20000.55")
        office.hear()
        with refused("E-45-1"):
            office.decide(amount="20000.56")
        office.decide(amount="20000.55")
        office.session.expire_all()
        assert office.record.decision.amount == Decimal("20000.55")
        assert office.record.decision.number == "规自罚决字〔2026〕第1号"
        office.serve()
        office.collect(amount="20000.55")
        office.close()
        assert office.archive().variables["archive_no"] == "规自执法档〔2026〕1"
