package dev.perigee.embed.minilm;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The model of LangChain4j with a session of our own.
///
/// LangChain4j's `AllMiniLmL6V2QuantizedEmbeddingModel` gives each text to all cores *and* works on
/// as many texts at once as there are cores, so the threads fight. Here a text has one thread,
/// which doubles the rate. Texts are never put together into one run of the model: it quantises its
/// activations over the whole run, so a vector would depend on its neighbours in the list.
final class MiniLmModel extends AbstractInProcessEmbeddingModel implements AutoCloseable {

  private static final String MODEL = "all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-q-tokenizer.json";

  private final OrtSession session;
  private final OnnxBertBiEncoder encoder;

  private MiniLmModel(OrtSession session, OnnxBertBiEncoder encoder, ExecutorService executor) {
    super(executor);
    this.session = session;
    this.encoder = encoder;
  }

  /// Loads the parts side by side: each takes about as long as the others.
  ///
  /// @param folder where files are unpacked to, or lie already
  /// @param executor works on the texts; stays the caller's
  static MiniLmModel load(Path folder, ExecutorService executor) {
    OrtSession session = null;
    try (ExecutorService loaders = Executors.newFixedThreadPool(2)) {
      var model =
          CompletableFuture.supplyAsync(
              () -> UnpackedResources.unpack(folder, "model", List.of(MODEL)), loaders);
      var tokenizers =
          CompletableFuture.runAsync(() -> NativeLibraries.loadTokenizers(folder), loaders);
      OrtEnvironment environment = NativeLibraries.loadOnnxRuntime(folder);
      session = openSession(environment, join(model).resolve(MODEL));
      join(tokenizers);
      return new MiniLmModel(session, openEncoder(environment, session), executor);
    } catch (RuntimeException | Error e) {
      close(session);
      throw e;
    }
  }

  private static <T> T join(CompletableFuture<T> part) {
    try {
      return part.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private static OrtSession openSession(OrtEnvironment environment, Path model) {
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return environment.createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new IllegalStateException("the ONNX Runtime refused the model: " + e.getMessage(), e);
    }
  }

  private static OnnxBertBiEncoder openEncoder(OrtEnvironment environment, OrtSession session) {
    try (InputStream tokenizer = MiniLmModel.class.getResourceAsStream("/" + TOKENIZER)) {
      return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + TOKENIZER, e);
    }
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }

  @Override
  protected Integer knownDimension() {
    return MiniLmEmbedder.DIMENSION;
  }

  @Override
  public void close() {
    close(session);
  }

  private static void close(OrtSession session) {
    try {
      if (session != null) {
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException("the ONNX Runtime did not close: " + e.getMessage(), e);
    }
  }
}
