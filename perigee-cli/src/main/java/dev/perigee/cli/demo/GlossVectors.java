package dev.perigee.cli.demo;

import dev.perigee.formats.VectorFile;
import java.util.List;
import java.util.Map;

/// The vectors of the glosses, from the data folder if they lie there, else from the model.
///
/// @param folder of the data
/// @param texts to embed
/// @param figures told how long that takes
/// @param model that embeds
/// @param console told how far it has come
record GlossVectors(
    DemoFolder folder, DemoTexts texts, DemoFigures figures, LazyModel model, DemoConsole console) {

  /// Opens the file, made first if it is absent or damaged; the caller closes it.
  VectorFile open() {
    return folder.loadOrMake(
        folder.vectors(), () -> CachedVectors.open(folder.vectors(), texts.count()), this::embed);
  }

  /// Embeds all glosses into the file.
  void embed() {
    List<String> indexed = texts.indexed().stream().map(Gloss::text).toList();
    var embedder = model.get();
    long start = System.nanoTime();
    console.track(
        "Embedding",
        indexed.size(),
        progress -> CachedVectors.write(folder.vectors(), indexed, embedder, progress));
    figures.put(Map.of(Figure.EMBED_SECONDS, (System.nanoTime() - start) / 1e9));
  }
}
