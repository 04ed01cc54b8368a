"""The past replayed on what a proposal makes, for the command line: a city's letters, rulings, the samples, and cases given in a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.commands.evaluate import read_labelled
from api.commands.opening import now, today
from api.commands.progress import progress
from api.settings import load_settings
from ontology.errors import BadInput

if TYPE_CHECKING:
    from curation.office import Office
    from curation.preview import Preview


def previewed(office: Office, identifier: str, cases: Path | None, scheduler: str) -> Preview:
    """Return what a proposal would change; raises BadInput where it has errors, or where a case of the file cannot be read."""
    from api.samples import sample_cases
    from curation import preview
    from ontology.vocabulary import iri
    from resolver.history.experience import places_learned
    from resolver.pipeline import Resolver

    settings, proposal = load_settings(), office.desk.proposal(identifier)
    with office.trial(proposal.content, now()) as trial:
        if trial.after is None:
            raise BadInput(f"提案 {identifier} 还有错误，没法预览", why=trial.problems[0].message, mend=f"运行 shouwen curate check {identifier} 逐条查看")
        place = iri("place", proposal.jurisdiction or "CN")
        past = preview.past_of(trial.before, trial.after, home=settings.home, codes=places_learned(settings.home), place=place, day=today(), also=sample_cases(trial.after))
        if cases is not None:
            labelled, _, faults = read_labelled(cases, Resolver(trial.before, office.publisher.encoder))
            if faults:
                raise BadInput("重答的诉求有读不了的", where=str(cases), why=faults[0], mend="改正或去掉这些行")
            past += labelled
        with progress(len(past), "重答") as step:
            done = 0

            def told_to(count: int, total: int) -> None:
                nonlocal done
                for _ in range(count - done):
                    step()
                done = count

            return preview.replay(
                trial.before, trial.after, past, home=settings.home, encoder=settings.encoder, automatic=settings.automatic, scheduler=scheduler or settings.scheduler,
                progress=told_to,
            )  # fmt: skip


def told(found: Preview) -> dict[str, Any]:
    """Return a preview as JSON."""
    changes = [asdict(c) | {"day": c.day.isoformat()} for c in found.changes]
    return asdict(found) | {"changes": changes, "verdicts": dict(found.verdicts)}
