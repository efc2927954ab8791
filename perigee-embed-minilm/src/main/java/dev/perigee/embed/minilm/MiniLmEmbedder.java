package dev.perigee.embed.minilm;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/// Embeds English text with all-MiniLM-L6-v2, quantised to 8 bits, on the CPU of this machine.
///
/// Why this model: 23 MB, a thousand short texts a second on two cores, and good enough for a first
/// search by meaning. It comes in a jar; nothing is ever asked of the network.
///
/// Source: Wang et al., *MiniLM: Deep Self-Attention Distillation* (2020), trained for sentences as
/// in Reimers and Gurevych, *Sentence-BERT* (2019).
///
/// Invariants: a vector has unit length, so dot product and cosine are the same; the same text
/// gives the same vector, alone or in a list. Only the first 126 word pieces of a text count, about
/// a hundred words: split what is longer.
///
/// Thread-safe. The opener closes it; [#close()] waits for calls that are under way.
///
/// The native libraries need `--enable-native-access=ALL-UNNAMED`, or the JVM prints a warning.
public final class MiniLmEmbedder implements AutoCloseable {

  /// Floats in a vector.
  public static final int DIMENSION = 384;

  /// Texts under way at once in `embedAll`: enough to keep all cores busy, small in memory.
  private static final int WINDOW_TEXTS = 256;

  private final ExecutorService executor;
  private final MiniLmModel model;

  /// Held shared while the model runs: closing it under a run would crash the process.
  private final ReadWriteLock use = new ReentrantReadWriteLock();

  private boolean closed;

  private MiniLmEmbedder(ExecutorService executor, MiniLmModel model) {
    this.executor = executor;
    this.model = model;
  }

  /// Loads the model, through a private folder under `java.io.tmpdir` that is gone afterwards.
  /// Takes about half a second in a new process: see [#open(Path)] for half of that.
  ///
  /// @throws UncheckedIOException if the temporary folder cannot be written
  /// @throws UnsupportedOperationException if there is no native library for this machine
  public static MiniLmEmbedder open() {
    Path folder;
    try {
      folder = Files.createTempDirectory("perigee-minilm");
    } catch (IOException e) {
      throw new UncheckedIOException("making a temporary folder", e);
    }
    try {
      return open(folder);
    } finally {
      deleteQuietly(folder);
    }
  }

  /// Loads the model and keeps its unpacked files, about 55 MB, for the next process.
  ///
  /// @param folder made if absent, shared by any number of processes. Native code is loaded from
  ///   it, so nobody else may be able to write there
  /// @throws UncheckedIOException if the folder cannot be written
  /// @throws UnsupportedOperationException if there is no native library for this machine
  public static MiniLmEmbedder open(Path folder) {
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("perigee-minilm-", 0).factory());
    return new MiniLmEmbedder(executor, MiniLmModel.load(folder, executor));
  }

  /// Embeds one text, in the calling thread.
  ///
  /// @return unit length, `[384]`; the caller's to keep
  /// @throws IllegalArgumentException if the text is null, blank or has nothing visible
  /// @throws IllegalStateException after [#close()]
  public float[] embed(String text) {
    checkText("text", text);
    return whileOpen(() -> {
      try {
        return model.embed(text).content().vector();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "text: expected at least one visible character, got none", e);
      }
    });
  }

  /// Embeds many texts on all cores, with a bounded number of them under way.
  ///
  /// An interrupt ends it within a fraction of a second; the thread stays interrupted, and the sink
  /// has received all texts up to some place and none beyond.
  ///
  /// @param sink called in this thread, in the order of the texts
  /// @throws IllegalArgumentException if a text is null or blank, and then the sink was not called;
  ///   or, once that text is reached, if it has nothing visible
  /// @throws CancellationException if this thread was interrupted
  /// @throws IllegalStateException after [#close()]
  public void embedAll(List<String> texts, EmbeddingSink sink) {
    for (int i = 0; i < texts.size(); i++) {
      checkText("texts[" + i + "]", texts.get(i));
    }
    for (int start = 0; start < texts.size(); start += WINDOW_TEXTS) {
      int end = Math.min(start + WINDOW_TEXTS, texts.size());
      var segments = texts.subList(start, end).stream().map(TextSegment::from).toList();
      List<Embedding> vectors = whileOpen(() -> embedWindow(segments));
      for (int i = 0; i < vectors.size(); i++) {
        sink.accept(start + i, vectors.get(i).vector());
      }
    }
  }

  private List<Embedding> embedWindow(List<TextSegment> segments) {
    if (!Thread.currentThread().isInterrupted()) {
      try {
        return model.embedAll(segments).content();
      } catch (RuntimeException e) {
        // LangChain4j wraps whatever went wrong, once more if it went wrong in the pool.
        Throwable cause = e.getCause() instanceof ExecutionException pool ? pool.getCause() : e;
        if (cause instanceof IllegalArgumentException refusal) {
          throw nothingVisible("texts", refusal);
        }
        if (!(e.getCause() instanceof InterruptedException)) {
          throw e;
        }
      }
    }
    throw new CancellationException("embedding was interrupted");
  }

  /// The model's own idea of blank is wider than Java's: zero-width characters, for example.
  private static IllegalArgumentException nothingVisible(String field, Throwable cause) {
    return new IllegalArgumentException(
        field + ": expected at least one visible character in a text, got none", cause);
  }

  private static void checkText(String field, String text) {
    if (text == null || text.isBlank()) {
      String got = text == null ? "null" : text.length() + " blank characters";
      throw new IllegalArgumentException(field + ": expected text that is not blank, got " + got);
    }
  }

  private <T> T whileOpen(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("embedder: expected open, got closed");
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  /// Waits for calls that are under way, then frees the model. Again: nothing happens.
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        executor.shutdownNow();
        // Texts of an interrupted call may still be in the model.
        executor.close();
        model.close();
      }
    } finally {
      use.writeLock().unlock();
    }
  }

  /// What cannot be deleted stays: Windows holds a loaded library until the process ends.
  private static void deleteQuietly(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        boolean ignored = file.toFile().delete();
      }
    } catch (IOException | UncheckedIOException ignored) {
      // The embedder works without it.
    }
  }
}
