package dev.perigee.bench.database;

import java.io.IOException;
import java.util.Locale;

/// Measures the database.
///
/// ```
/// ingest  writers=8 rate=5000 seconds=60 dimension=1024 mode=put|putAll|delete
/// mixed   base=FILE query=FILE rate=1000 seconds=30      search while puts are offered
/// churn   base=FILE query=FILE rounds=10                 every vector replaced
/// reopen  count=100000 dimension=384                     after a clean close, after kill -9
/// turnover-load count=300000 dimension=768 codes=PQ      fills the database of turnover
/// turnover memory=MiB mapped=MiB                         the same words: inserts, deletes, searches
/// ```
///
/// All take `folder=`, which is deleted first, but for `turnover`.
public final class DatabaseBench {

  private DatabaseBench() {}

  /// Runs one measurement.
  ///
  /// @param words its name, then `name=value`
  public static void main(String[] words) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Settings settings = new Settings(words, 1);
    switch (words[0]) {
      case "ingest" -> new Ingest(settings).run();
      case "mixed" -> new Mixed(settings).run();
      case "churn" -> new Churn(settings).run();
      case "reopen" -> new Reopen(settings).run();
      case "turnover-load" -> new Turnover(settings).load();
      case "turnover" -> new Turnover(settings).run();
      case "reopen-child" -> new Reopen(settings).child();
      default ->
          throw new IllegalArgumentException(
              "expected ingest, mixed, churn, reopen, turnover-load or turnover, got " + words[0]);
    }
  }
}
