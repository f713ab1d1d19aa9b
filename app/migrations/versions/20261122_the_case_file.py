"""The case file: every table of the first release."""
import sqlalchemy as sa
from alembic import op

from app.migrations.as_of_0_1_0 import PROTECT_DDL, BigId, Json, UtcDateTime

revision = "the_case_file"
down_revision = None
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table("act_archive", sa.Column("checks", Json(), nullable=False),
                    sa.Column("retention", sa.String(length=12), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_archive"))
    op.create_index("ix_act_archive_case_id", "act_archive", ["case_id"])

    op.create_table("act_assignment", sa.Column("officers", Json(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_assignment"))
    op.create_index("ix_act_assignment_case_id", "act_assignment", ["case_id"])

    op.create_table("act_closing", sa.Column("approved", sa.String(length=8), nullable=False),
                    sa.Column("ground", sa.String(length=12), nullable=False),
                    sa.Column("close_note", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_closing"))
    op.create_index("ix_act_closing_case_id", "act_closing", ["case_id"])

    op.create_table("act_collection", sa.Column("paid", sa.String(length=8), nullable=False),
                    sa.Column("amount", sa.BigInteger(), nullable=False),
                    sa.Column("receipt_no", sa.String(length=60), nullable=False),
                    sa.Column("paid_on", sa.Date(), nullable=False),
                    sa.Column("on_spot_reason", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_collection"))
    op.create_index("ix_act_collection_case_id", "act_collection", ["case_id"])

    op.create_table("act_correction_order", sa.Column("ordered", sa.Boolean(), nullable=False),
                    sa.Column("items", Json(), nullable=False),
                    sa.Column("correction_due", sa.Date(), nullable=True),
                    sa.Column("no_correction_reason", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_correction_order"))
    op.create_index("ix_act_correction_order_case_id", "act_correction_order", ["case_id"])

    op.create_table("act_discussion", sa.Column("members", Json(), nullable=False),
                    sa.Column("member_opinions", sa.Text(), nullable=False),
                    sa.Column("conclusion", sa.String(length=8), nullable=False),
                    sa.Column("dissent", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_discussion"))
    op.create_index("ix_act_discussion_case_id", "act_discussion", ["case_id"])

    op.create_table("act_education", sa.Column("education", sa.Text(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_education"))
    op.create_index("ix_act_education_case_id", "act_education", ["case_id"])

    op.create_table("act_filing", sa.Column("cause", sa.String(length=200), nullable=False),
                    sa.Column("gist", sa.Text(), nullable=False),
                    sa.Column("matter_code", sa.String(length=60), nullable=False),
                    sa.Column("party_type", sa.String(length=24), nullable=False),
                    sa.Column("party_name", sa.String(length=120), nullable=False),
                    sa.Column("party_id_no", sa.String(length=40), nullable=True),
                    sa.Column("party_address", sa.String(length=200), nullable=True),
                    sa.Column("act_date", sa.Date(), nullable=False),
                    sa.Column("act_ended_on", sa.Date(), nullable=True),
                    sa.Column("discovered_on", sa.Date(), nullable=False),
                    sa.Column("continuous", sa.Boolean(), nullable=False),
                    sa.Column("harm", sa.String(length=16), nullable=False),
                    sa.Column("life_health_finance", sa.Boolean(), nullable=False),
                    sa.Column("standards", Json(), nullable=False),
                    sa.Column("officers", Json(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_filing"))
    op.create_index("ix_act_filing_case_id", "act_filing", ["case_id"])

    op.create_table("act_filing_decision", sa.Column("approved", sa.String(length=8), nullable=False),
                    sa.Column("refuse_reason", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_filing_decision"))
    op.create_index("ix_act_filing_decision_case_id", "act_filing_decision", ["case_id"])

    op.create_table("act_hearing", sa.Column("held_on", sa.Date(), nullable=False),
                    sa.Column("chair_opinion", sa.Text(), nullable=False),
                    sa.Column("record_signed", sa.Boolean(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_hearing"))
    op.create_index("ix_act_hearing_case_id", "act_hearing", ["case_id"])

    op.create_table("act_identity", sa.Column("officers", Json(), nullable=False),
                    sa.Column("certificates_shown", sa.Boolean(), nullable=False),
                    sa.Column("recording_on", sa.Boolean(), nullable=False),
                    sa.Column("act", sa.Text(), nullable=False),
                    sa.Column("act_date", sa.Date(), nullable=False),
                    sa.Column("act_place", sa.String(length=200), nullable=False),
                    sa.Column("party_type", sa.String(length=24), nullable=False),
                    sa.Column("party_name", sa.String(length=120), nullable=False),
                    sa.Column("party_id_no", sa.String(length=40), nullable=True),
                    sa.Column("party_address", sa.String(length=200), nullable=True),
                    sa.Column("matter_code", sa.String(length=60), nullable=False),
                    sa.Column("evidence_note", sa.Text(), nullable=False),
                    sa.Column("fact_certain", sa.Boolean(), nullable=False),
                    sa.Column("needs_tests", sa.Boolean(), nullable=False),
                    sa.Column("party_disputes", sa.Boolean(), nullable=False),
                    sa.Column("crime_suspected", sa.Boolean(), nullable=False),
                    sa.Column("penalty_kind", sa.String(length=32), nullable=False),
                    sa.Column("amount", sa.BigInteger(), nullable=True),
                    sa.Column("minor", sa.Boolean(), nullable=False),
                    sa.Column("corrected_in_time", sa.Boolean(), nullable=False),
                    sa.Column("harm", sa.String(length=16), nullable=True),
                    sa.Column("times_same_act", sa.Integer(), nullable=True),
                    sa.Column("no_fault_proved", sa.Boolean(), nullable=False),
                    sa.Column("age", sa.Integer(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_identity"))
    op.create_index("ix_act_identity_case_id", "act_identity", ["case_id"])

    op.create_table("act_investigation", sa.Column("facts_found", sa.Text(), nullable=False),
                    sa.Column("evidence_list", sa.Text(), nullable=False),
                    sa.Column("nature", sa.Text(), nullable=False),
                    sa.Column("legal_basis", sa.Text(), nullable=False),
                    sa.Column("discretion_factors", sa.Text(), nullable=False),
                    sa.Column("suggestion", sa.String(length=16), nullable=False),
                    sa.Column("penalty_kinds", Json(), nullable=False),
                    sa.Column("amount", sa.BigInteger(), nullable=True),
                    sa.Column("crime_suspected", sa.Boolean(), nullable=False),
                    sa.Column("norm_branches", sa.Integer(), nullable=True),
                    sa.Column("public_interest", sa.Boolean(), nullable=False),
                    sa.Column("complex_case", sa.Boolean(), nullable=False),
                    sa.Column("minor", sa.Boolean(), nullable=False),
                    sa.Column("corrected_in_time", sa.Boolean(), nullable=False),
                    sa.Column("harm", sa.String(length=16), nullable=True),
                    sa.Column("times_same_act", sa.Integer(), nullable=True),
                    sa.Column("no_fault_proved", sa.Boolean(), nullable=False),
                    sa.Column("age", sa.Integer(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_investigation"))
    op.create_index("ix_act_investigation_case_id", "act_investigation", ["case_id"])

    op.create_table("act_notice", sa.Column("facts_told", sa.Text(), nullable=False),
                    sa.Column("reasons_told", sa.Text(), nullable=False),
                    sa.Column("basis_told", sa.Text(), nullable=False),
                    sa.Column("rights_told", sa.Text(), nullable=False),
                    sa.Column("penalty_kinds", Json(), nullable=False),
                    sa.Column("amount", sa.BigInteger(), nullable=True),
                    sa.Column("hearing_right", sa.Boolean(), nullable=False),
                    sa.Column("new_facts_reason", sa.Text(), nullable=True),
                    sa.Column("on_spot", sa.Boolean(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_notice"))
    op.create_index("ix_act_notice_case_id", "act_notice", ["case_id"])

    op.create_table("act_penalty_decision", sa.Column("kind", sa.String(length=12), nullable=False),
                    sa.Column("number", sa.String(length=60), nullable=True),
                    sa.Column("penalty_kinds", Json(), nullable=False),
                    sa.Column("amount", sa.BigInteger(), nullable=True),
                    sa.Column("party_name", sa.String(length=120), nullable=True),
                    sa.Column("party_address", sa.String(length=200), nullable=True),
                    sa.Column("facts_found", sa.Text(), nullable=False),
                    sa.Column("legal_basis", sa.Text(), nullable=False),
                    sa.Column("performance", sa.Text(), nullable=True),
                    sa.Column("remedy", sa.Text(), nullable=True),
                    sa.Column("discretion_statement", sa.Text(), nullable=True),
                    sa.Column("clause", sa.String(length=12), nullable=True),
                    sa.Column("decided_on", sa.Date(), nullable=False),
                    sa.Column("delivered", sa.String(length=8), nullable=True),
                    sa.Column("refusal_note", sa.Text(), nullable=True),
                    sa.Column("signers", Json(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_penalty_decision"))
    op.create_index("ix_act_penalty_decision_case_id", "act_penalty_decision", ["case_id"])

    op.create_table("act_pleading", sa.Column("pleading", sa.String(length=8), nullable=False),
                    sa.Column("pleading_text", sa.Text(), nullable=True),
                    sa.Column("adopted", sa.Boolean(), nullable=True),
                    sa.Column("adopt_reason", sa.Text(), nullable=True),
                    sa.Column("hearing_requested", sa.Boolean(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_pleading"))
    op.create_index("ix_act_pleading_case_id", "act_pleading", ["case_id"])

    op.create_table("act_publication", sa.Column("publish", sa.Boolean(), nullable=False),
                    sa.Column("masked", sa.Boolean(), nullable=False),
                    sa.Column("no_publish_reason", sa.Text(), nullable=True),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_publication"))
    op.create_index("ix_act_publication_case_id", "act_publication", ["case_id"])

    op.create_table("act_recheck", sa.Column("result", sa.String(length=8), nullable=False),
                    sa.Column("recheck_note", sa.Text(), nullable=False),
                    sa.Column("officers", Json(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_recheck"))
    op.create_index("ix_act_recheck_case_id", "act_recheck", ["case_id"])

    op.create_table("act_review", sa.Column("round", sa.Integer(), nullable=False),
                    sa.Column("points", Json(), nullable=False),
                    sa.Column("opinion", sa.String(length=12), nullable=False),
                    sa.Column("opinion_text", sa.Text(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_review"))
    op.create_index("ix_act_review_case_id", "act_review", ["case_id"])

    op.create_table("act_review_answer", sa.Column("response", sa.Text(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_review_answer"))
    op.create_index("ix_act_review_answer_case_id", "act_review_answer", ["case_id"])

    op.create_table("act_review_request", sa.Column("package_note", sa.Text(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_review_request"))
    op.create_index("ix_act_review_request_case_id", "act_review_request", ["case_id"])

    op.create_table("act_service", sa.Column("served_document_id", BigId, nullable=False),
                    sa.Column("served_kind", sa.String(length=8), nullable=False),
                    sa.Column("way", sa.String(length=16), nullable=False),
                    sa.Column("receiver", sa.String(length=120), nullable=True),
                    sa.Column("served_on", sa.Date(), nullable=False),
                    sa.Column("served_place", sa.String(length=200), nullable=True),
                    sa.Column("servers", Json(), nullable=False),
                    sa.Column("witness", sa.String(length=120), nullable=True),
                    sa.Column("result", sa.String(length=8), nullable=False),
                    sa.Column("consent_form", sa.Boolean(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_service"))
    op.create_index("ix_act_service_case_id", "act_service", ["case_id"])

    op.create_table("act_transfer", sa.Column("to_organ", sa.String(length=120), nullable=False),
                    sa.Column("reason", sa.Text(), nullable=False),
                    sa.Column("criminal", sa.Boolean(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_transfer"))
    op.create_index("ix_act_transfer_case_id", "act_transfer", ["case_id"])

    op.create_table("act_withdrawal", sa.Column("reason", sa.Text(), nullable=False),
                    sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("document_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_act_withdrawal"))
    op.create_index("ix_act_withdrawal_case_id", "act_withdrawal", ["case_id"])

    op.create_table("attachment", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("sha256", sa.String(length=64), nullable=False),
                    sa.Column("name", sa.String(length=200), nullable=False),
                    sa.Column("size", sa.Integer(), nullable=False),
                    sa.Column("mime", sa.String(length=100), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_attachment"))
    op.create_index("ix_attachment_case", "attachment", ["case_id", "id"])
    op.create_index("ix_attachment_sha256", "attachment", ["sha256"])

    op.create_table("bundle", sa.Column("id", BigId, nullable=False),
                    sa.Column("hash", sa.String(length=64), nullable=False),
                    sa.Column("label", sa.String(length=40), nullable=False),
                    sa.Column("effective_from", sa.Date(), nullable=False),
                    sa.Column("published_at", UtcDateTime(), nullable=False),
                    sa.Column("published_by", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_bundle"),
                    sa.UniqueConstraint("hash", name="uq_bundle_hash"))
    op.create_table("case", sa.Column("id", BigId, nullable=False),
                    sa.Column("number", sa.String(length=60), nullable=False),
                    sa.Column("kind", sa.String(length=16), nullable=False),
                    sa.Column("title", sa.String(length=200), nullable=False),
                    sa.Column("description", sa.Text(), nullable=False),
                    sa.Column("source", sa.String(length=40), nullable=False),
                    sa.Column("external_id", sa.String(length=80), nullable=True),
                    sa.Column("urgency", sa.String(length=8), nullable=False),
                    sa.Column("bottom_line", sa.String(length=40), nullable=True),
                    sa.Column("chain_id", BigId, nullable=True),
                    sa.Column("turn", sa.Integer(), nullable=False),
                    sa.Column("parent_id", BigId, nullable=True),
                    sa.Column("street_id", BigId, nullable=True),
                    sa.Column("grid", sa.String(length=60), nullable=True),
                    sa.Column("address", sa.String(length=200), nullable=False),
                    sa.Column("legal_subject_id", BigId, nullable=True),
                    sa.Column("matter_codes", Json(), nullable=False),
                    sa.Column("problem_code", sa.String(length=40), nullable=True),
                    sa.Column("party_name", sa.String(length=120), nullable=True),
                    sa.Column("party_type", sa.String(length=24), nullable=True),
                    sa.Column("facts", Json(), nullable=False),
                    sa.Column("stage", sa.String(length=24), nullable=False),
                    sa.Column("status", sa.String(length=8), nullable=False),
                    sa.Column("end_state", sa.String(length=24), nullable=True),
                    sa.Column("end_reason", sa.Text(), nullable=True),
                    sa.Column("merged_into_id", BigId, nullable=True),
                    sa.Column("lead_organ_id", BigId, nullable=True),
                    sa.Column("support_organ_ids", Json(), nullable=False),
                    sa.Column("commander_organ_id", BigId, nullable=True),
                    sa.Column("commander", sa.String(length=60), nullable=True),
                    sa.Column("standing_organ_id", BigId, nullable=True),
                    sa.Column("standing", sa.String(length=120), nullable=True),
                    sa.Column("opened_by", BigId, nullable=True),
                    sa.Column("opened_at", UtcDateTime(), nullable=False),
                    sa.Column("ended_at", UtcDateTime(), nullable=True),
                    sa.Column("due_at", UtcDateTime(), nullable=True),
                    sa.Column("search_text", sa.Text(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_case"),
                    sa.UniqueConstraint("number", name="uq_case_number"))
    op.create_index("ix_case_chain", "case", ["chain_id", "turn"])
    op.create_index("ix_case_parent", "case", ["parent_id"])
    op.create_index("ix_case_status", "case", ["status", "opened_at"])

    op.create_table("chain_head", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.Column("hash", sa.String(length=64), nullable=False),
                    sa.PrimaryKeyConstraint("case_id", name="pk_chain_head"))
    op.create_table("document", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=8), nullable=False),
                    sa.Column("title", sa.String(length=120), nullable=False),
                    sa.Column("number", sa.String(length=60), nullable=True),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("body", Json(), nullable=False),
                    sa.Column("issued_at", UtcDateTime(), nullable=False),
                    sa.Column("issued_by", BigId, nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_document"),
                    sa.UniqueConstraint("number", name="uq_document_number"))
    op.create_index("ix_document_case", "document", ["case_id", "id"])

    op.create_table("file_content", sa.Column("sha256", sa.String(length=64), nullable=False),
                    sa.Column("content", sa.LargeBinary(), nullable=False),
                    sa.PrimaryKeyConstraint("sha256", name="pk_file_content"))
    op.create_table("holiday", sa.Column("day", sa.Date(), nullable=False),
                    sa.Column("working", sa.Boolean(), nullable=False),
                    sa.Column("name", sa.String(length=40), nullable=False),
                    sa.PrimaryKeyConstraint("day", name="pk_holiday"))
    op.create_table("holiday_year", sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
                    sa.Column("source", sa.String(length=200), nullable=False),
                    sa.Column("status", sa.String(length=8), nullable=False),
                    sa.PrimaryKeyConstraint("year", name="pk_holiday_year"))
    op.create_table("idempotency_key", sa.Column("person_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("key", sa.String(length=120), nullable=False),
                    sa.Column("request", sa.String(length=64), nullable=False),
                    sa.Column("status", sa.Integer(), nullable=False),
                    sa.Column("answer", Json(), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("person_id", "key", name="pk_idempotency_key"))
    op.create_table("incident", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("engine_task", sa.String(length=80), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("code", sa.String(length=40), nullable=False),
                    sa.Column("sentence", sa.Text(), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("resolved_at", UtcDateTime(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_incident"))
    op.create_index("ix_incident_open", "incident", ["resolved_at", "case_id"])

    op.create_table("matter", sa.Column("id", BigId, nullable=False),
                    sa.Column("code", sa.String(length=40), nullable=False),
                    sa.Column("version", sa.Integer(), nullable=False),
                    sa.Column("title", sa.String(length=200), nullable=False),
                    sa.Column("domain", sa.String(length=40), nullable=False),
                    sa.Column("power_type", sa.String(length=8), nullable=False),
                    sa.Column("situation", sa.Text(), nullable=False),
                    sa.Column("means", Json(), nullable=False),
                    sa.Column("basis", sa.Text(), nullable=False),
                    sa.Column("penalty_kinds", Json(), nullable=False),
                    sa.Column("fine_citizen", Json(), nullable=True),
                    sa.Column("fine_organisation", Json(), nullable=True),
                    sa.Column("first_violation_exempt", sa.Boolean(), nullable=False),
                    sa.Column("key_domain", sa.Boolean(), nullable=False),
                    sa.Column("valid_from", sa.Date(), nullable=False),
                    sa.Column("valid_to", sa.Date(), nullable=True),
                    sa.Column("origin", sa.String(length=120), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_matter"),
                    sa.UniqueConstraint("code", "version", name="uq_matter_code_version"))
    op.create_index("ix_matter_code", "matter", ["code"])

    op.create_table("message", sa.Column("id", BigId, nullable=False),
                    sa.Column("name", sa.String(length=80), nullable=False),
                    sa.Column("key", sa.String(length=200), nullable=True),
                    sa.Column("payload", Json(), nullable=True),
                    sa.Column("from_case_id", BigId, nullable=True),
                    sa.Column("to_case_id", BigId, nullable=True),
                    sa.Column("sent_at", UtcDateTime(), nullable=False),
                    sa.Column("delivered_at", UtcDateTime(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_message"))
    op.create_index("ix_message_open", "message", ["delivered_at", "name", "key"])

    op.create_table("organ", sa.Column("id", BigId, nullable=False),
                    sa.Column("code", sa.String(length=60), nullable=False),
                    sa.Column("name", sa.String(length=80), nullable=False),
                    sa.Column("short_name", sa.String(length=40), nullable=False),
                    sa.Column("kind", sa.String(length=20), nullable=False),
                    sa.Column("code_word", sa.String(length=10), nullable=True),
                    sa.Column("pattern", sa.String(length=10), nullable=True),
                    sa.Column("posting_type", sa.String(length=12), nullable=True),
                    sa.Column("parent_id", BigId, nullable=True),
                    sa.Column("path", sa.String(length=300), nullable=False),
                    sa.ForeignKeyConstraint(["parent_id"], ["organ.id"], name="fk_organ_parent_id_organ"),
                    sa.PrimaryKeyConstraint("id", name="pk_organ"),
                    sa.UniqueConstraint("code", name="uq_organ_code"))
    op.create_index("ix_organ_path", "organ", ["path"])

    op.create_table("parameter", sa.Column("id", BigId, nullable=False),
                    sa.Column("code", sa.String(length=60), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("value", Json(), nullable=False),
                    sa.Column("unit", sa.String(length=12), nullable=False),
                    sa.Column("basis", sa.String(length=200), nullable=False),
                    sa.Column("region", sa.String(length=60), nullable=True),
                    sa.Column("domain", sa.String(length=40), nullable=True),
                    sa.Column("binds", sa.String(length=8), nullable=True),
                    sa.Column("roll", sa.Boolean(), nullable=False),
                    sa.Column("direction", sa.String(length=8), nullable=False),
                    sa.Column("valid_from", sa.Date(), nullable=False),
                    sa.Column("valid_to", sa.Date(), nullable=True),
                    sa.Column("status", sa.String(length=8), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_parameter"))
    op.create_index("ix_parameter_code", "parameter", ["code", "region", "valid_from"])

    op.create_table("path_step", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("process_id", sa.String(length=80), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("flow", sa.String(length=80), nullable=True),
                    sa.Column("event", sa.String(length=12), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_path_step"))
    op.create_index("ix_path_step_case", "path_step", ["case_id", "id"])

    op.create_table("patrol_point", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=24), nullable=False),
                    sa.Column("address", sa.String(length=200), nullable=False),
                    sa.Column("street_id", BigId, nullable=True),
                    sa.Column("added_at", UtcDateTime(), nullable=False),
                    sa.Column("cleared_at", UtcDateTime(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_patrol_point"))
    op.create_index("ix_patrol_point_case_id", "patrol_point", ["case_id"])

    op.create_table("performance", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=40), nullable=False),
                    sa.Column("text", sa.Text(), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_performance"))
    op.create_index("ix_performance_case_id", "performance", ["case_id"])
    op.create_index("ix_performance_organ_id", "performance", ["organ_id"])

    op.create_table("person", sa.Column("id", BigId, nullable=False),
                    sa.Column("login", sa.String(length=60), nullable=False),
                    sa.Column("name", sa.String(length=40), nullable=False),
                    sa.Column("password_hash", sa.String(length=200), nullable=False),
                    sa.Column("active", sa.Boolean(), nullable=False),
                    sa.Column("failures", sa.Integer(), nullable=False),
                    sa.Column("locked_until", UtcDateTime(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_person"),
                    sa.UniqueConstraint("login", name="uq_person_login"))
    op.create_table("problem", sa.Column("id", BigId, nullable=False),
                    sa.Column("code", sa.String(length=40), nullable=False),
                    sa.Column("title", sa.String(length=120), nullable=False),
                    sa.Column("domain", sa.String(length=40), nullable=False),
                    sa.Column("element", sa.String(length=200), nullable=False),
                    sa.Column("bottom_line", sa.String(length=40), nullable=True),
                    sa.Column("origin", sa.String(length=120), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_problem"),
                    sa.UniqueConstraint("code", name="uq_problem_code"))
    op.create_table("receiver", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("receiver_id", sa.String(length=80), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("message", sa.String(length=80), nullable=False),
                    sa.Column("key", sa.String(length=200), nullable=True),
                    sa.PrimaryKeyConstraint("case_id", "receiver_id", name="pk_receiver"))
    op.create_index("ix_receiver_message", "receiver", ["message", "key"])

    op.create_table("reminder", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=True),
                    sa.Column("person_id", BigId, nullable=True),
                    sa.Column("role", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("text", sa.Text(), nullable=False),
                    sa.Column("link", sa.String(length=200), nullable=True),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_reminder"))
    op.create_index("ix_reminder_person", "reminder", ["person_id", "at"])
    op.create_index("ix_reminder_post", "reminder", ["organ_id", "role", "at"])

    op.create_table("rule_run", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("bundle_id", BigId, nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("decision_id", sa.String(length=80), nullable=False),
                    sa.Column("inputs", Json(), nullable=False),
                    sa.Column("fired", Json(), nullable=False),
                    sa.Column("value", Json(), nullable=True),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_rule_run"))
    op.create_index("ix_rule_run_case_id", "rule_run", ["case_id"])

    op.create_table("sequence", sa.Column("series", sa.String(length=80), nullable=False),
                    sa.Column("year", sa.Integer(), nullable=False),
                    sa.Column("last", sa.Integer(), nullable=False),
                    sa.PrimaryKeyConstraint("series", "year", name="pk_sequence"))
    op.create_table("submission", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("work_item_id", BigId, nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("form", sa.String(length=80), nullable=True),
                    sa.Column("act", sa.String(length=40), nullable=True),
                    sa.Column("data", Json(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_submission"))
    op.create_index("ix_submission_case", "submission", ["case_id", "node"])

    op.create_table("timer", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("timer_id", sa.String(length=80), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("due_at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("case_id", "timer_id", name="pk_timer"))
    op.create_index("ix_timer_due", "timer", ["due_at"])

    op.create_table("warning", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("level", sa.String(length=8), nullable=False),
                    sa.Column("kind", sa.String(length=24), nullable=False),
                    sa.Column("clause", sa.String(length=200), nullable=False),
                    sa.Column("text", sa.Text(), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.PrimaryKeyConstraint("id", name="pk_warning"))
    op.create_index("ix_warning_case_id", "warning", ["case_id"])
    op.create_index("ix_warning_organ_id", "warning", ["organ_id"])

    op.create_table("whistle_order", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("number", sa.String(length=40), nullable=False),
                    sa.Column("street_id", BigId, nullable=False),
                    sa.Column("whistle_class", sa.String(length=12), nullable=False),
                    sa.Column("assemble_at", UtcDateTime(), nullable=True),
                    sa.Column("place", sa.String(length=200), nullable=False),
                    sa.Column("facts", Json(), nullable=False),
                    sa.Column("issued_at", UtcDateTime(), nullable=False),
                    sa.Column("issued_by", BigId, nullable=True),
                    sa.Column("cancelled_at", UtcDateTime(), nullable=True),
                    sa.Column("ended_at", UtcDateTime(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_whistle_order"),
                    sa.UniqueConstraint("number", name="uq_whistle_order_number"))
    op.create_index("ix_whistle_order_case_id", "whistle_order", ["case_id"])

    op.create_table("work_item", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("case_number", sa.String(length=60), nullable=False),
                    sa.Column("case_title", sa.String(length=200), nullable=False),
                    sa.Column("place", sa.String(length=200), nullable=False),
                    sa.Column("source", sa.String(length=40), nullable=False),
                    sa.Column("engine_task", sa.String(length=64), nullable=False),
                    sa.Column("node", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("process_id", sa.String(length=80), nullable=False),
                    sa.Column("bundle_id", BigId, nullable=False),
                    sa.Column("role", sa.String(length=120), nullable=False),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("form", sa.String(length=80), nullable=True),
                    sa.Column("act", sa.String(length=40), nullable=True),
                    sa.Column("ask", sa.Text(), nullable=True),
                    sa.Column("item", Json(), nullable=True),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.Column("urgency", sa.String(length=8), nullable=False),
                    sa.Column("assignee_id", BigId, nullable=True),
                    sa.Column("from_person_id", BigId, nullable=True),
                    sa.Column("opened_at", UtcDateTime(), nullable=False),
                    sa.Column("claimed_at", UtcDateTime(), nullable=True),
                    sa.Column("done_at", UtcDateTime(), nullable=True),
                    sa.Column("due_at", UtcDateTime(), nullable=True),
                    sa.Column("due_rule", Json(), nullable=True),
                    sa.PrimaryKeyConstraint("id", name="pk_work_item"),
                    sa.UniqueConstraint("case_id", "engine_task", name="uq_work_item_case_id_engine_task"))
    op.create_index("ix_work_item_assignee", "work_item", ["assignee_id", "status", "due_at"])
    op.create_index("ix_work_item_case", "work_item", ["case_id", "status"])

    op.create_table("api_token", sa.Column("id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.Column("digest", sa.String(length=64), nullable=False),
                    sa.Column("label", sa.String(length=80), nullable=False),
                    sa.Column("created_at", UtcDateTime(), nullable=False),
                    sa.Column("revoked_at", UtcDateTime(), nullable=True),
                    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_api_token_person_id_person"),
                    sa.PrimaryKeyConstraint("id", name="pk_api_token"),
                    sa.UniqueConstraint("digest", name="uq_api_token_digest"))
    op.create_table("authority", sa.Column("id", BigId, nullable=False),
                    sa.Column("matter_id", BigId, nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("executing_organ_id", BigId, nullable=True),
                    sa.Column("authority_type", sa.String(length=12), nullable=False),
                    sa.Column("document", sa.String(length=120), nullable=False),
                    sa.Column("valid_from", sa.Date(), nullable=False),
                    sa.Column("valid_to", sa.Date(), nullable=True),
                    sa.ForeignKeyConstraint(["executing_organ_id"], ["organ.id"], name="fk_authority_executing_organ_id_organ"),
                    sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name="fk_authority_matter_id_matter"),
                    sa.ForeignKeyConstraint(["organ_id"], ["organ.id"], name="fk_authority_organ_id_organ"),
                    sa.PrimaryKeyConstraint("id", name="pk_authority"))
    op.create_index("ix_authority_matter_id", "authority", ["matter_id"])
    op.create_index("ix_authority_organ", "authority", ["organ_id", "matter_id"])

    op.create_table("bundle_file", sa.Column("id", BigId, nullable=False),
                    sa.Column("bundle_id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=8), nullable=False),
                    sa.Column("key", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("version", sa.Integer(), nullable=False),
                    sa.Column("sha256", sa.String(length=64), nullable=False),
                    sa.ForeignKeyConstraint(["bundle_id"], ["bundle.id"], name="fk_bundle_file_bundle_id_bundle"),
                    sa.ForeignKeyConstraint(["sha256"], ["file_content.sha256"], name="fk_bundle_file_sha256_file_content"),
                    sa.PrimaryKeyConstraint("id", name="pk_bundle_file"),
                    sa.UniqueConstraint("bundle_id", "kind", "key", name="uq_bundle_file_bundle_id_kind_key"))
    op.create_index("ix_bundle_file_key", "bundle_file", ["kind", "key"])

    op.create_table("case_organ", sa.Column("case_id", BigId, nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("why", sa.String(length=20), nullable=False),
                    sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_organ_case_id_case"),
                    sa.PrimaryKeyConstraint("case_id", "organ_id", "why", name="pk_case_organ"))
    op.create_index("ix_case_organ_organ", "case_organ", ["organ_id", "case_id"])

    op.create_table("definition_draft", sa.Column("id", BigId, nullable=False),
                    sa.Column("kind", sa.String(length=8), nullable=False),
                    sa.Column("key", sa.String(length=80), nullable=False),
                    sa.Column("name", sa.String(length=120), nullable=False),
                    sa.Column("sha256", sa.String(length=64), nullable=False),
                    sa.Column("problems", Json(), nullable=False),
                    sa.Column("author_id", BigId, nullable=True),
                    sa.Column("created_at", UtcDateTime(), nullable=False),
                    sa.ForeignKeyConstraint(["sha256"], ["file_content.sha256"], name="fk_definition_draft_sha256_file_content"),
                    sa.PrimaryKeyConstraint("id", name="pk_definition_draft"))
    op.create_index("ix_definition_draft_key", "definition_draft", ["kind", "key"])

    op.create_table("draft", sa.Column("work_item_id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.Column("data", Json(), nullable=False),
                    sa.Column("saved_at", UtcDateTime(), nullable=False),
                    sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name="fk_draft_work_item_id_work_item"),
                    sa.PrimaryKeyConstraint("work_item_id", "person_id", name="pk_draft"))
    op.create_table("entry", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.Column("actor_name", sa.String(length=40), nullable=False),
                    sa.Column("post", sa.String(length=40), nullable=True),
                    sa.Column("organ_id", BigId, nullable=True),
                    sa.Column("organ_name", sa.String(length=80), nullable=True),
                    sa.Column("tag", sa.String(length=40), nullable=False),
                    sa.Column("payload", Json(), nullable=False),
                    sa.Column("prev_hash", sa.String(length=64), nullable=False),
                    sa.Column("hash", sa.String(length=64), nullable=False),
                    sa.ForeignKeyConstraint(["organ_id"], ["organ.id"], name="fk_entry_organ_id_organ"),
                    sa.PrimaryKeyConstraint("id", name="pk_entry"),
                    sa.UniqueConstraint("case_id", "seq", name="uq_entry_case_id_seq"))
    op.create_table("officer_certificate", sa.Column("id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.Column("cert_no", sa.String(length=40), nullable=False),
                    sa.Column("domain", sa.String(length=40), nullable=False),
                    sa.Column("valid_from", sa.Date(), nullable=False),
                    sa.Column("valid_to", sa.Date(), nullable=False),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_officer_certificate_person_id_person"),
                    sa.PrimaryKeyConstraint("id", name="pk_officer_certificate"),
                    sa.UniqueConstraint("cert_no", name="uq_officer_certificate_cert_no"))
    op.create_index("ix_officer_certificate_person_id", "officer_certificate", ["person_id"])

    op.create_table("post", sa.Column("id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.Column("role", sa.String(length=40), nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("valid_from", sa.Date(), nullable=False),
                    sa.Column("valid_to", sa.Date(), nullable=True),
                    sa.Column("substitute_for", BigId, nullable=True),
                    sa.ForeignKeyConstraint(["organ_id"], ["organ.id"], name="fk_post_organ_id_organ"),
                    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_post_person_id_person"),
                    sa.PrimaryKeyConstraint("id", name="pk_post"))
    op.create_index("ix_post_organ", "post", ["organ_id", "role"])
    op.create_index("ix_post_person", "post", ["person_id"])

    op.create_table("problem_stage", sa.Column("id", BigId, nullable=False),
                    sa.Column("problem_id", BigId, nullable=False),
                    sa.Column("seq", sa.Integer(), nullable=False),
                    sa.Column("code", sa.String(length=40), nullable=False),
                    sa.Column("name", sa.String(length=40), nullable=False),
                    sa.Column("departments", Json(), nullable=False),
                    sa.Column("matter_codes", Json(), nullable=False),
                    sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name="fk_problem_stage_problem_id_problem"),
                    sa.PrimaryKeyConstraint("id", name="pk_problem_stage"),
                    sa.UniqueConstraint("problem_id", "seq", name="uq_problem_stage_problem_id_seq"))
    op.create_table("process_instance", sa.Column("case_id", BigId, autoincrement=False, nullable=False),
                    sa.Column("process_id", sa.String(length=80), nullable=False),
                    sa.Column("bundle_id", BigId, nullable=False),
                    sa.Column("revision", sa.Integer(), nullable=False),
                    sa.Column("status", sa.String(length=12), nullable=False),
                    sa.Column("state", sa.LargeBinary(), nullable=False),
                    sa.Column("due_rules", Json(), nullable=True),
                    sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_process_instance_case_id_case"),
                    sa.PrimaryKeyConstraint("case_id", name="pk_process_instance"))
    op.create_table("reminder_read", sa.Column("reminder_id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name="fk_reminder_read_reminder_id_reminder"),
                    sa.PrimaryKeyConstraint("reminder_id", "person_id", name="pk_reminder_read"))
    op.create_table("stage_entry", sa.Column("id", BigId, nullable=False),
                    sa.Column("case_id", BigId, nullable=False),
                    sa.Column("stage", sa.String(length=24), nullable=False),
                    sa.Column("at", UtcDateTime(), nullable=False),
                    sa.Column("actor_id", BigId, nullable=True),
                    sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_stage_entry_case_id_case"),
                    sa.PrimaryKeyConstraint("id", name="pk_stage_entry"))
    op.create_index("ix_stage_entry_case_id", "stage_entry", ["case_id"])

    op.create_table("whistle_department", sa.Column("id", BigId, nullable=False),
                    sa.Column("whistle_id", BigId, nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.Column("sub_case_id", BigId, nullable=True),
                    sa.Column("matter_codes", Json(), nullable=False),
                    sa.Column("accept_by", UtcDateTime(), nullable=True),
                    sa.Column("arrive_by", UtcDateTime(), nullable=True),
                    sa.Column("signed_at", UtcDateTime(), nullable=True),
                    sa.Column("objection", sa.Text(), nullable=True),
                    sa.Column("arrived_at", UtcDateTime(), nullable=True),
                    sa.Column("persons", Json(), nullable=False),
                    sa.Column("no_show", sa.Boolean(), nullable=False),
                    sa.Column("urged_at", UtcDateTime(), nullable=True),
                    sa.Column("left_at", UtcDateTime(), nullable=True),
                    sa.Column("result", sa.Text(), nullable=True),
                    sa.Column("rating", Json(), nullable=True),
                    sa.ForeignKeyConstraint(["whistle_id"], ["whistle_order.id"], name="fk_whistle_department_whistle_id_whistle_order"),
                    sa.PrimaryKeyConstraint("id", name="pk_whistle_department"),
                    sa.UniqueConstraint("whistle_id", "organ_id", name="uq_whistle_department_whistle_id_organ_id"))
    op.create_index("ix_whistle_department_organ_id", "whistle_department", ["organ_id"])
    op.create_index("ix_whistle_department_whistle_id", "whistle_department", ["whistle_id"])

    op.create_table("work_item_barred", sa.Column("work_item_id", BigId, nullable=False),
                    sa.Column("person_id", BigId, nullable=False),
                    sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name="fk_work_item_barred_work_item_id_work_item"),
                    sa.PrimaryKeyConstraint("work_item_id", "person_id", name="pk_work_item_barred"))
    op.create_table("work_item_candidate", sa.Column("work_item_id", BigId, nullable=False),
                    sa.Column("role", sa.String(length=40), nullable=False),
                    sa.Column("organ_id", BigId, nullable=False),
                    sa.ForeignKeyConstraint(["work_item_id"], ["work_item.id"], name="fk_work_item_candidate_work_item_id_work_item"),
                    sa.PrimaryKeyConstraint("work_item_id", "role", "organ_id", name="pk_work_item_candidate"))
    op.create_index("ix_work_item_candidate_post", "work_item_candidate", ["organ_id", "role", "work_item_id"])

    # The trace is append-only: the database itself refuses to change it.
    for statement in PROTECT_DDL[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)

