package dev.perigee.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perigee.db.CrashPlan.Kind;
import dev.perigee.db.CrashPlan.State;
import dev.perigee.db.CrashPlan.Step;
import dev.perigee.db.CrashPlan.Target;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.DocumentId;
import dev.perigee.db.document.FieldType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// What a database must hold after its process was killed: what was acknowledged, and of each
/// writer perhaps the one step more that it was at.
final class CrashModel {

  private record Acknowledged(Step step, long sequence) {}

  private Map<Target, State> states = new HashMap<>();
  private final List<Acknowledged> pairs = new ArrayList<>();
  private final List<Step> inFlight = new ArrayList<>();
  private int acknowledged;
  private int survivors;

  /// Acknowledged steps that were checked so far.
  int acknowledged() {
    return acknowledged;
  }

  /// Steps that were not acknowledged, and are there all the same.
  int survivors() {
    return survivors;
  }

  /// Takes over what a child has said.
  void apply(CrashPlan plan, List<String> said) {
    pairs.clear();
    inFlight.clear();
    int[] last = new int[CrashPlan.WRITERS];
    for (String line : said) {
      assertThat(line).doesNotStartWith("broken");
      if (!line.startsWith("a ") && !line.startsWith("f ")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      int writer = Integer.parseInt(words[1]);
      assertThat(Integer.parseInt(words[2])).isEqualTo(++last[writer]);
      if (words[0].equals("a")) {
        acknowledged++;
        Step step = plan.step(writer, last[writer]);
        if (step.ofPair()) {
          pairs.add(new Acknowledged(step, Long.parseLong(words[3])));
        } else {
          apply(states, step);
        }
      }
    }
    pairs.sort(Comparator.comparingLong(Acknowledged::sequence));
    pairs.forEach(pair -> apply(states, pair.step));
    for (int writer = 0; writer < last.length; writer++) {
      inFlight.add(plan.step(writer, last[writer] + 1));
    }
  }

  private static void apply(Map<Target, State> states, Step step) {
    for (Target target : step.targets()) {
      State after = step.after(states.get(target));
      if (after == null) {
        states.remove(target);
      } else {
        states.put(target, after);
      }
    }
  }

  /// Compares, and goes on from what is there.
  void check(Database database) {
    assertThat(database.stats().damages()).isEmpty();
    Map<Target, State> found = new HashMap<>();
    for (String name : CrashPlan.COLLECTIONS) {
      if (database.collections().contains(name)) {
        List<Document> documents = CrashAudit.documents(database.collection(name));
        documents.forEach(d -> found.put(new Target(name, d.id()), State.of(d)));
      }
    }
    inFlight.forEach(step -> checkWhole(step, found));
    Map<Target, State> all = new HashMap<>(states);
    found.forEach(all::putIfAbsent);
    for (Target target : all.keySet()) {
      State is = found.get(target);
      List<State> mayBe = new ArrayList<>(Arrays.asList(states.get(target)));
      inFlight.stream()
          .filter(step -> step.targets().contains(target))
          .forEach(step -> mayBe.add(step.after(states.get(target))));
      assertThat(mayBe).as("%s of %s", target.id(), target.collection()).contains(is);
    }
    checkPast(database);
    states = found;
  }

  /// A step that nobody was told of has happened to all of its documents or to none.
  private void checkWhole(Step step, Map<Target, State> found) {
    int changed = 0;
    int done = 0;
    for (Target target : step.targets()) {
      State before = states.get(target);
      State after = step.after(before);
      if (!Objects.equals(before, after)) {
        changed++;
        done += Objects.equals(found.get(target), after) ? 1 : 0;
      }
    }
    if (step.kind() == Kind.PUT_MANY) {
      assertThat(done).as("documents of %s", step).isIn(0, changed);
    }
    survivors += done > 0 ? 1 : 0;
  }

  /// The collection that keeps its past shows each pair as it was when it was written.
  private void checkPast(Database database) {
    Map<Long, Acknowledged> some = new TreeMap<>();
    pairs.stream().skip(Math.max(0, pairs.size() - 8)).forEach(p -> some.put(p.sequence, p));
    for (Acknowledged pair : some.values()) {
      DocumentId id = pair.step.targets().getFirst().id();
      try (Snapshot then = database.collection("kept").asOf(FieldType.instant(pair.sequence))) {
        State was = State.of(then.get(id));
        State expected = pair.step.after(null);
        assertThat(was).as("%s as of %s", id, pair.sequence).isEqualTo(expected);
      }
    }
  }
}
