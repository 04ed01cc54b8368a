"""Each published version reaches a real Oxigraph and a real Virtuoso: whole at first, then only what changed; failures wait and heal."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import stores
from stores import Server

from api.commands import mirroring as command
from api.settings import Settings
from curation import mirroring
from curation.mirroring import Mirroring, State
from curation.office import Office
from curation.publishing import Answerable, Publisher
from graph.changes import ChangeSet
from graph.content import GRAPH
from graph.mirror import COMING, Mirror, MirrorFailed, addresses
from graph.publish import lines_of, triples_of
from ontology.errors import BadSettings
from ontology.vocabulary import iri

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
WHO = Answerable("甲", "乙", "试", "")
LAMP = iri("matter", "路灯")
HOSTILE = '试"""\\ \n\t换行 <script>\u202e😀 } ; DROP ALL #'
ROOT = Path(__file__).resolve().parents[3]


def phrase(text: str, matter: str = LAMP) -> ChangeSet:
    import pyoxigraph as ox

    return ChangeSet(lines_of([ox.Triple(ox.NamedNode(matter), ox.NamedNode("https://w3id.org/shouwen/ns#phrase"), ox.Literal(text))]))


def publish(office: Office, text: str, matter: str = LAMP) -> str:
    office.publisher.ready(NOW)
    return office.publisher.publish(lambda _: phrase(text, matter), WHO, NOW).version


@pytest.fixture
def mirror(server: Server) -> Iterator[Mirror]:
    with Mirror(addresses(server.mirror)[0], server.user, server.password) as opened:
        yield opened


@pytest.fixture
def here(oxigraph: Server) -> Iterator[Mirror]:
    with Mirror(addresses(oxigraph.mirror)[0]) as opened:
        yield opened


def bring_up(office: Office, *mirrors: Mirror) -> list[State]:
    return Mirroring(office.publisher.home, office.publisher.ledger, mirrors, lambda: NOW).bring_up(patient=False)


@pytest.mark.proof
def test_a_store_gets_all_of_it_and_then_only_what_changed(whole_office: Office, server: Server, mirror: Mirror) -> None:
    office, lamp = whole_office, iri("matter", "路灯故障")
    first = office.publisher.ready(NOW).version
    (state,) = bring_up(office, mirror)
    content = office.publisher.graph().content
    assert (state.version, state.sent, state.error) == (first, content.size, "")
    assert mirror.count() == content.size
    assert mirror.count(COMING) == 0
    said = {row["p"] for row in server.ask(f"SELECT ?p WHERE {{ GRAPH <{GRAPH}> {{ <{lamp}> <https://w3id.org/shouwen/ns#phrase> ?p }} }}")}
    assert said == {t.object.value for t in triples_of(content.lines(lamp)) if t.predicate.value.endswith("#phrase")}  # type: ignore[union-attr]

    publish(office, "一", lamp)
    second = publish(office, HOSTILE, lamp)
    (state,) = bring_up(office, mirror)
    assert (state.version, state.sent) == (second, 2), "两次发布合成一次变更，只送两条"
    assert HOSTILE in {row["p"] for row in server.ask(f"SELECT ?p WHERE {{ GRAPH <{GRAPH}> {{ <{lamp}> ?x ?p }} }}")}

    third = office.publisher.rollback(3, WHO, NOW).version
    (state,) = bring_up(office, mirror)
    assert (state.version, state.sent) == (third, 1)
    assert HOSTILE not in {row["p"] for row in server.ask(f"SELECT ?p WHERE {{ GRAPH <{GRAPH}> {{ <{lamp}> ?x ?p }} }}")}
    assert mirror.count() == office.publisher.graph().content.size
    assert bring_up(office, mirror) == [state], "没有新版本就什么也不送"


def test_a_store_that_somebody_wrote_to_is_compared_and_mended(office: Office, oxigraph: Server, here: Mirror) -> None:
    office.publisher.ready(NOW)
    bring_up(office, here)
    here.change(ChangeSet(frozenset({f'<http://x/a> <http://x/b> "别人写的" <{GRAPH}> .'})), here.held())
    version = publish(office, "二")
    (state,) = bring_up(office, here)
    assert state.version == version
    assert 1 <= state.sent <= 50, "多出的一条删去；Oxigraph 把 64.0 记成 64，这样的几条会再送一次"
    assert here.count() == office.publisher.graph().content.size
    assert oxigraph.ask(f'SELECT ?s WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p "别人写的" }} }}') == []


@pytest.mark.proof
def test_a_version_that_the_ledger_does_not_know_is_replaced(whole_office: Office, here: Mirror) -> None:
    office = whole_office  # of a few triples all are compared, whoever wrote the others
    version = office.publisher.ready(NOW).version
    here.change(ChangeSet(frozenset({f'<http://x/a> <http://x/b> "别的库" <{GRAPH}> .'})), "0123456789abcdef")
    (state,) = bring_up(office, here)
    assert (state.version, here.held(), here.count()) == (version, version, office.publisher.graph().content.size)
    assert state.sent == office.publisher.graph().content.size, "差得太多就整个换"


def test_while_a_store_is_away_the_other_is_kept_up_and_it_catches_up_when_it_is_back(office: Office, oxigraph: Server, tmp_path: Path) -> None:
    office.publisher.ready(NOW)
    away = stores.oxigraph(tmp_path / "away")  # not started yet
    with Mirror(addresses(oxigraph.mirror)[0]) as here, Mirror(addresses(away.mirror)[0]) as there:
        up, down = bring_up(office, here, there)
        assert (up.version, up.error) == (office.publisher.graph().version, "")
        assert (down.version, down.tries) == ("", 1)
        assert "连不上镜像" in down.error
        assert bring_up(office, here, there)[1].tries == 2
        away.start()
        try:
            up, down = bring_up(office, here, there)
            assert (down.version, down.tries, down.error) == (up.version, 0, "")
        finally:
            away.stop()


def test_a_patient_process_waits_longer_and_longer_until_the_store_is_there(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not stores.OXIGRAPH:
        pytest.skip("没有 Oxigraph 服务：pip install oxigraph")
    monkeypatch.setattr(mirroring, "FIRST_WAIT", 0.05)
    office.publisher.ready(NOW)
    late = stores.oxigraph(tmp_path / "late")
    with Mirror(addresses(late.mirror)[0]) as mirror:
        done: list[State] = []
        waiting = threading.Thread(target=lambda: done.extend(Mirroring(office.publisher.home, office.publisher.ledger, (mirror,), lambda: NOW).bring_up()))
        waiting.start()
        until = time.monotonic() + 60
        while not any(state.tries >= 2 for state in mirroring.states(office.publisher.home)):
            assert time.monotonic() < until
            time.sleep(0.05)
        late.start()
        try:
            waiting.join(timeout=300)
            assert [state.version for state in done] == [office.publisher.graph().version]
        finally:
            late.stop()


def test_publishing_wakes_the_mirror_and_does_not_wait_for_it(office: Office, oxigraph: Server) -> None:
    home = office.publisher.home
    settings = Settings(home=home, mirror=oxigraph.mirror)
    publisher = Publisher(home, office.publisher.database, office.publisher.encoder, lambda: command.wake(settings))
    publisher.ready(NOW)
    version = publisher.publish(lambda _: phrase("三"), WHO, NOW).version
    until = time.monotonic() + 300
    while not any(state.version == version for state in mirroring.states(home)):
        assert time.monotonic() < until, (home / "mirror" / "log.txt").read_text()
        time.sleep(0.2)
    with Mirror(addresses(oxigraph.mirror)[0]) as mirror:
        assert (mirror.held(), mirror.count()) == (version, publisher.graph().content.size)


def test_a_publication_stands_whatever_becomes_of_the_mirror(office: Office, tmp_path: Path) -> None:
    home = office.publisher.home
    (home / "mirror").write_text("in the way of the folder")
    settings = Settings(home=home, mirror="oxigraph+http://127.0.0.1:9")
    publisher = Publisher(home, office.publisher.database, office.publisher.encoder, lambda: command.wake(settings))
    publisher.ready(NOW)
    entry = publisher.publish(lambda _: phrase("四"), WHO, NOW)
    assert publisher.ready(NOW) == entry


def test_the_command_says_how_it_stands(office: Office, oxigraph: Server) -> None:
    version = office.publisher.ready(NOW).version

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        env = stores.environment(oxigraph) | {"SHOUWEN_HOME": str(office.publisher.home), "PYTHONWARNINGS": "ignore"}
        called = [sys.executable, "-c", "from api.cli import main; main()", "kb", "mirror", *arguments]
        return subprocess.run(called, capture_output=True, text=True, env=env, cwd=ROOT, timeout=120)

    before = run("--status")
    assert (before.returncode, "还没同步" in before.stdout) == (1, True)
    after = run("--now")
    assert (after.returncode, f"已同步　版本 {version}" in after.stdout) == (0, True), after.stderr
    assert run().stdout == after.stdout
    oxigraph.stop()
    failed = run("--now")
    assert (failed.returncode, "连不上镜像" in failed.stdout) == (1, True)


def test_a_wrong_password_is_said_and_the_password_is_not(office: Office, virtuoso: Server) -> None:
    office.publisher.ready(NOW)
    with Mirror(addresses(virtuoso.mirror)[0], "dba", "s3cret-wrong") as mirror:
        (state,) = bring_up(office, mirror)
        assert "镜像拒绝写入" in state.error
        assert "s3cret" not in state.error + repr(mirror) + (office.publisher.home / "mirror" / "state.json").read_text()


def test_any_other_store_is_named_by_its_three_addresses(office: Office, oxigraph: Server) -> None:
    office.publisher.ready(NOW)
    base = oxigraph.address
    (address,) = addresses(f"{base}/query,{base}/update,{base}/store")
    with Mirror(address) as mirror:
        (state,) = bring_up(office, mirror)
    assert state.version == office.publisher.graph().version


@pytest.mark.parametrize("written", ["http://127.0.0.1:7878", "oxigraph+ftp://x", "graphdb+http://x", "http://a,http://b", "oxigraph+", "nonsense"])
def test_an_address_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(BadSettings, match="读不懂"):
        addresses(written)


def test_a_password_in_the_settings_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadSettings, match="不要写口令") as refused:
        addresses("oxigraph+http://me:s3cret@127.0.0.1:7878")
    assert "s3cret" not in str(refused.value)


def test_an_address_that_is_no_store_is_said(office: Office, oxigraph: Server) -> None:
    with Mirror(addresses(f"{oxigraph.address}/,{oxigraph.address}/,{oxigraph.address}/")[0]) as mirror, pytest.raises(MirrorFailed):
        mirror.held()
