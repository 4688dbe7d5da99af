"""When a workflow counts, by the rules of the file, and the sentence that says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.event import grading, rules
from harness.event.grading import Outcome, completion, grade
from harness.event.rules import Rule, Rules

FOUR = ("Amani", "Baobab", "Chui", "Duma")
SOLO = Outcome("PASS")


def met(*names: str, verdict: str = "PASS") -> list[Outcome]:
    return [Outcome(verdict, (name,)) for name in names]


@pytest.mark.parametrize(
    ("outcomes", "possible", "word", "sentence"),
    [
        (met(*FOUR[:3]), FOUR, "COUNTS", "It passed with 3 partners; it needed 3."),
        ([SOLO, *met("Amani")], FOUR, "NEEDS PARTNERS", "It passed with 1 of the 3 partners that it needs."),
        (
            met("Amani"),
            FOUR[:1],
            "COUNTS",
            "It passed with 1 partner; it needed 1 (all there are; the rules ask for 3).",
        ),
        (
            [SOLO],
            (),
            "COUNTS",
            "It passed with the reference mock, which is enough: nobody else here plays the other side.",
        ),
        ([], FOUR, "NOT PLAYED", "Nothing of it was played yet."),
        ([Outcome("NOT APPLICABLE")], FOUR, "NOT APPLICABLE", grading._UNPLAYED["NOT APPLICABLE"]),
        ([Outcome("DISPUTED")], FOUR, "DISPUTED", grading._UNPLAYED["DISPUTED"]),
        ([Outcome("FAIL"), SOLO], (), "TO MEND", "It fails with the reference mock in 1 of 2 plays."),
        ([Outcome("INCONCLUSIVE")], (), "NOT JUDGED", "1 of 1 play could not be judged."),
        ([Outcome("PASS", by_people=True)], (), "COUNTS", None),
    ],
)
def test_a_workflow_counts_by_partners_or_by_the_reference_mock(outcomes, possible, word, sentence) -> None:
    found = grade(outcomes, possible, Rule())
    assert found.word == word
    assert found.sentence == (sentence or found.sentence)


def test_a_partner_with_whom_one_play_failed_does_not_count() -> None:
    found = grade([*met(*FOUR[:3]), *met("Chui", verdict="FAIL")], FOUR, Rule())
    assert (found.word, found.passed, found.wanting) == ("TO MEND", ("Amani", "Baobab"), 1)


def test_a_person_s_word_is_said() -> None:
    found = grade([Outcome("PASS", by_people=True)], (), Rule())
    assert found.sentence.endswith("In 1 play a person's word counts instead of the machine's.")


@pytest.mark.parametrize(("fail_free", "word"), [(False, "COUNTS"), (True, "TO MEND")])
def test_whether_a_failure_elsewhere_matters_is_a_rule(fail_free: bool, word: str) -> None:
    outcomes = [*met(*FOUR[:3]), Outcome("FAIL")]
    assert grade(outcomes, FOUR, Rule(fail_free=fail_free)).word == word


def test_what_fails_is_said_where_a_workflow_counts_by_its_partners() -> None:
    found = grade([*met(*FOUR[:3]), *met("Duma", verdict="FAIL"), Outcome("FAIL"), SOLO], FOUR, Rule())
    said = "It fails with the reference mock in 1 of 2 plays. It fails with partners in 1 of 4 plays."
    assert found.sentence == f"It passed with 3 partners; it needed 3. {said}"
    assert (found.counts_and_fails, found.failing, found.failing_alone) == (True, 2, 1)


def test_a_whole_participant_is_told_with_what_fails_in_what_counts() -> None:
    found = completion([grade([*met(*FOUR[:3]), Outcome("FAIL")], FOUR, Rule())], Rules())
    assert (found.complete, found.sentence) == (True, "1 of its 1 workflow counts; in 1 of those something fails.")


def test_a_number_of_partners_can_be_insisted_on() -> None:
    assert grade(met("Amani"), FOUR[:1], Rule(all_there_are=False)).word == "NEEDS PARTNERS"


def test_a_workflow_can_be_left_to_the_reference_mock() -> None:
    found = grade([SOLO], FOUR, Rule(solo=True))
    assert (found.word, "the rules say so" in found.sentence) == ("COUNTS", True)


def test_a_participant_is_complete_when_all_of_its_workflows_count() -> None:
    good, open_ = grade([SOLO], (), Rule()), grade([], FOUR, Rule())
    assert completion([good, good], Rules()).complete
    assert completion([good, open_], Rules()).sentence == "1 of its 2 workflows counts; the rules ask for all."
    assert completion([good, open_], Rules(needed=1)).complete


def test_a_shall_that_is_said_not_to_be_so_stands_in_the_way() -> None:
    found = completion([grade([SOLO], (), Rule())], Rules(), denied=["CRF-8"])
    assert (found.complete, "does not meet CRF-8" in found.sentence) == (False, True)


def test_the_committed_rules_are_those_of_the_code() -> None:
    assert rules.load() == Rules(title=rules.load().title)


def test_a_workflow_may_have_a_rule_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('[workflow]\npartners = 2\nsolo = ["W-06"]\n[workflows."CRWF-1"]\npartners = 1\n')
    found = rules.load(file)
    assert (found.rule_of("W-01"), found.rule_of("W-02")) == (Rule(partners=1), Rule(partners=2))
    assert found.rule_of("W-06").solo


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("partner = 3", "partner: there is no such key."),
        ("[workflow]\npartner = 3", "workflow.partner: there is no such key. Did you mean 'partners'?"),
        ("[workflow]\npartners = 0", "workflow.partners: expected a number from 1, found 0."),
        ('[workflow]\nfail_free = "no"', "workflow.fail_free: expected true or false, found 'no'."),
        ('[workflows]\n"CRWF-1" = 1', 'workflows."CRWF-1": expected a table, found 1.'),
        ('[participant]\nworkflows = "some"', 'participant.workflows: expected "all" or a number from 1'),
        ("=", "expected a file with the rules of grading"),
    ],
)
def test_a_wrong_rule_is_told_with_what_is_valid(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "grading.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        rules.load(file)
    assert said in str(refused.value)
