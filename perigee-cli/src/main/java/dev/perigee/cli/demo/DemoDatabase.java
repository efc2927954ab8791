package dev.perigee.cli.demo;

import dev.perigee.db.Collection;
import dev.perigee.db.Database;
import dev.perigee.db.document.Document;
import dev.perigee.db.document.FieldType;
import dev.perigee.db.document.Schema;
import dev.perigee.db.query.Hit;
import dev.perigee.db.query.Query;
import dev.perigee.embed.minilm.MiniLmEmbedder;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.VectorFile;
import dev.perigee.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The database of the demo: opened if it lies in the data folder, else made and opened.
///
/// Damage that only a search meets is mended like damage that shows when it is opened: the database
/// is made anew and the search repeated. One thread at a time. Whoever opens it closes it.
final class DemoDatabase implements AutoCloseable {

  static final String VECTOR = "embedding";
  static final String WORDS = "words";
  static final String PART_OF_SPEECH = "partOfSpeech";
  static final String TEXT = "text";

  private static final String COLLECTION = "glosses";
  private static final Duration HISTORY = Duration.ofDays(1);

  private final DemoFolder folder;
  private final DemoTexts texts;
  private final DemoFigures figures;
  private final GlossVectors vectors;
  private final DemoConsole console;
  private Database database;
  private long openNanos;

  private DemoDatabase(
      DemoFolder folder,
      DemoTexts texts,
      DemoFigures figures,
      GlossVectors vectors,
      DemoConsole console) {
    this.folder = folder;
    this.texts = texts;
    this.figures = figures;
    this.vectors = vectors;
    this.console = console;
  }

  static DemoDatabase open(
      DemoFolder folder,
      DemoTexts texts,
      DemoFigures figures,
      GlossVectors vectors,
      DemoConsole console) {
    DemoDatabase opened = new DemoDatabase(folder, texts, figures, vectors, console);
    opened.database = folder.loadOrMake(folder.database(), opened::openFolder, opened::make);
    return opened;
  }

  /// What a gloss is in a collection.
  static Schema schema() {
    return Schema.builder()
        .vector(VECTOR, MiniLmEmbedder.DIMENSION, Metric.COSINE)
        .field(WORDS, FieldType.TEXT)
        .field(PART_OF_SPEECH, FieldType.KEYWORD)
        .field(TEXT, FieldType.TEXT)
        .history(HISTORY)
        .build();
  }

  /// The collection of glosses of a database, made if there is none.
  static Collection collection(Database database) {
    return database.collection(COLLECTION, schema());
  }

  /// A gloss as a document.
  static Document document(long id, Gloss gloss, float[] vector) {
    return Document.of(id)
        .vector(VECTOR, vector)
        .set(WORDS, gloss.words())
        .set(PART_OF_SPEECH, gloss.partOfSpeech())
        .set(TEXT, gloss.text());
  }

  /// A document as a gloss.
  static Gloss gloss(Document document) {
    return new Gloss(document.text(WORDS), document.text(PART_OF_SPEECH), document.text(TEXT));
  }

  Database database() {
    return database;
  }

  /// The glosses, as the database is open now.
  Collection collection() {
    return database.collection(COLLECTION);
  }

  /// Time it took to open the database.
  long openNanos() {
    return openNanos;
  }

  /// Searches, and mends the database if the search meets damage.
  List<Hit> search(Query query) {
    try {
      return collection().search(query);
    } catch (CorruptionException e) {
      folder.tellDamage(folder.database(), e);
      database.close();
      make();
      database = openFolder();
      return collection().search(query);
    }
  }

  private Database openFolder() {
    int count = texts.count();
    long start = System.nanoTime();
    Database opened = Database.open(folder.database());
    openNanos = System.nanoTime() - start;
    try {
      requireWhole(opened, count);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void requireWhole(Database opened, int count) {
    for (var damage : opened.stats().damages()) {
      throw new CorruptionException(damage.file(), 0, damage.reason());
    }
    long documents =
        opened.collections().contains(COLLECTION) ? opened.collection(COLLECTION).count() : 0;
    if (documents != count) {
      throw new CorruptionException(
          folder.database().toString(), 0, "expected " + count + " glosses, got " + documents);
    }
  }

  private void make() {
    try {
      makeFrom(vectors.open());
    } catch (InvalidRequestException e) {
      // a vector that no index takes, such as one of zeros: these bytes are not the model's
      folder.tellDamage(folder.vectors(), e);
      vectors.embed();
      makeFrom(vectors.open());
    }
  }

  private void makeFrom(VectorFile file) {
    try (file) {
      folder.publishFolder(folder.database(), unfinished -> fill(unfinished, file));
    }
  }

  private void fill(Path unfinished, VectorFile file) {
    try (Database made = Database.open(unfinished)) {
      Map<Figure, Double> measured = new EnumMap<>(Figure.class);
      LiveInsert insert = new LiveInsert(collection(made), texts.indexed(), file);
      console.track("Inserting", file.count(), progress -> measured.putAll(insert.run(progress)));
      long inserted = System.nanoTime();
      made.maintain();
      measured.put(Figure.BUILD_SECONDS, (System.nanoTime() - inserted) / 1e9);
      figures.forget(Figure.RECALL, Figure.QUERIES_PER_SECOND);
      figures.put(measured);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
