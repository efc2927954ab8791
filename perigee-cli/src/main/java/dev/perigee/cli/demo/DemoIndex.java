package dev.perigee.cli.demo;

import dev.perigee.embed.minilm.MiniLmEmbedder;
import dev.perigee.error.CorruptionException;
import dev.perigee.error.InvalidRequestException;
import dev.perigee.formats.VectorFile;
import dev.perigee.index.Hit;
import dev.perigee.index.IndexBuilder;
import dev.perigee.index.IndexOptions;
import dev.perigee.index.SearchOptions;
import dev.perigee.index.SearchResult;
import dev.perigee.index.VectorIndex;
import dev.perigee.vector.Metric;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The index of the demo: opened if it lies in the data folder, else built, written and opened.
///
/// Damage that only a search meets is mended like damage that shows when a file is opened: the
/// index is built anew and the search repeated. One thread at a time. Whoever opens it closes it.
final class DemoIndex implements AutoCloseable {

  private final DemoFolder folder;
  private final DemoTexts texts;
  private final DemoFigures figures;
  private final LazyModel model;
  private final DemoConsole console;
  private VectorIndex index;
  private long openNanos;

  private DemoIndex(
      DemoFolder folder,
      DemoTexts texts,
      DemoFigures figures,
      LazyModel model,
      DemoConsole console) {
    this.folder = folder;
    this.texts = texts;
    this.figures = figures;
    this.model = model;
    this.console = console;
  }

  static DemoIndex open(
      DemoFolder folder,
      DemoTexts texts,
      DemoFigures figures,
      LazyModel model,
      DemoConsole console) {
    DemoIndex opened = new DemoIndex(folder, texts, figures, model, console);
    opened.index = folder.loadOrMake(folder.index(), opened::openFile, opened::build);
    return opened;
  }

  /// The index itself, as it is open now.
  VectorIndex index() {
    return index;
  }

  /// Time it took to open the file.
  long openNanos() {
    return openNanos;
  }

  /// Searches, and mends the index if the search meets damage.
  SearchResult search(float[] question, SearchOptions options) {
    try {
      return checkedSearch(question, options);
    } catch (CorruptionException e) {
      folder.tellDamage(folder.index(), e);
      index.close();
      build();
      index = openFile();
      return checkedSearch(question, options);
    }
  }

  private SearchResult checkedSearch(float[] question, SearchOptions options) {
    SearchResult result = index.search(question, options);
    for (Hit hit : result.hits()) {
      if (hit.id() < 0 || hit.id() >= index.count()) {
        throw new CorruptionException(
            folder.index().toString(), 0, "expected ids of glosses, got " + hit.id());
      }
    }
    return result;
  }

  private VectorIndex openFile() {
    int count = texts.indexed().size();
    long start = System.nanoTime();
    VectorIndex opened = VectorIndex.open(folder.index());
    openNanos = System.nanoTime() - start;
    if (opened.count() != count || opened.options().dimension() != MiniLmEmbedder.DIMENSION) {
      String got = opened.count() + " x " + opened.options().dimension();
      opened.close();
      throw new CorruptionException(
          folder.index().toString(),
          0,
          "expected " + count + " x " + MiniLmEmbedder.DIMENSION + ", got " + got);
    }
    return opened;
  }

  private void build() {
    try {
      buildFrom(vectors());
    } catch (InvalidRequestException e) {
      // a vector that no index takes, such as one of zeros: these bytes are not the model's
      folder.tellDamage(folder.vectors(), e);
      embed();
      buildFrom(vectors());
    }
  }

  private void buildFrom(VectorFile vectors) {
    IndexOptions options = IndexOptions.of(MiniLmEmbedder.DIMENSION, Metric.COSINE);
    try (vectors;
        IndexBuilder builder = VectorIndex.builder(options)) {
      long start = System.nanoTime();
      console.track("Building", vectors.count(), progress -> builder.addAll(vectors, progress));
      long built = System.nanoTime();
      builder.write(folder.index());
      long written = System.nanoTime();
      figures.forget(Figure.RECALL, Figure.QUERIES_PER_SECOND);
      Map<Figure, Double> measured = new EnumMap<>(Figure.class);
      measured.put(Figure.BUILD_SECONDS, (built - start) / 1e9);
      measured.put(Figure.WRITE_SECONDS, (written - built) / 1e9);
      figures.put(measured);
    }
  }

  private VectorFile vectors() {
    int count = texts.indexed().size();
    return folder.loadOrMake(
        folder.vectors(), () -> CachedVectors.open(folder.vectors(), count), this::embed);
  }

  private void embed() {
    List<String> indexed = texts.indexed().stream().map(Gloss::text).toList();
    MiniLmEmbedder embedder = model.get();
    long start = System.nanoTime();
    console.track(
        "Embedding",
        indexed.size(),
        progress -> CachedVectors.write(folder.vectors(), indexed, embedder, progress));
    figures.put(Map.of(Figure.EMBED_SECONDS, (System.nanoTime() - start) / 1e9));
  }

  @Override
  public void close() {
    index.close();
  }
}
