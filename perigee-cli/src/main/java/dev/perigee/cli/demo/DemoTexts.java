package dev.perigee.cli.demo;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The texts of the demo, from the data folder if they lie there, else from WordNet, which takes
/// seconds to read and is read once at most.
final class DemoTexts {

  /// So many texts to measure with are enough to tell the recall to a percent.
  static final int MEASURING_COUNT = 200;

  private final DemoFolder folder;
  private final int count;
  private List<Gloss> all;
  private List<Gloss> indexed;

  DemoTexts(DemoFolder folder, int count) {
    this.folder = folder;
    this.count = count;
  }

  /// How many glosses are indexed.
  int count() {
    return count;
  }

  /// The glosses that are indexed; the place in the list is the id.
  List<Gloss> indexed() {
    if (indexed == null) {
      indexed =
          folder.loadOrMake(
              folder.texts(),
              () -> GlossTexts.read(folder.texts(), count),
              () -> GlossTexts.write(folder.texts(), WordNetGlosses.sample(all(), count)));
    }
    return indexed;
  }

  /// Texts that are not indexed: other glosses or, where hardly any are left, the words of those
  /// that are indexed.
  List<String> measuring() {
    if (all().size() - count < MEASURING_COUNT) {
      return WordNetGlosses.sample(indexed(), MEASURING_COUNT).stream().map(Gloss::words).toList();
    }
    Set<Gloss> taken = new HashSet<>(indexed());
    List<Gloss> others = all().stream().filter(gloss -> !taken.contains(gloss)).toList();
    return WordNetGlosses.sample(others, MEASURING_COUNT).stream().map(Gloss::text).toList();
  }

  private List<Gloss> all() {
    if (all == null) {
      all = WordNetGlosses.read(WordNetGlosses.COUNT);
    }
    return all;
  }
}
