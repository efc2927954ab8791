package dev.perigee.embed.minilm;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.nio.file.Path;

/// Loads the two native libraries from files that this module unpacked itself.
///
/// Left alone, each unpacks its own: the tokenizers into the home folder, after looking for a GPU
/// and, if it finds one, asking the network for another build; the ONNX Runtime into a new
/// temporary folder that it leaves behind. Both look at a system property first, which is set only
/// while they load. A value that the user set stays and wins.
///
/// A library is loaded once per process: the folder of the first call counts.
final class NativeLibraries {

  private static boolean tokenizersLoaded;
  private static boolean onnxRuntimeLoaded;
  private static final Object TOKENIZERS = new Object();
  private static final Object ONNX_RUNTIME = new Object();

  private NativeLibraries() {}

  static void loadTokenizers(Path folder) {
    synchronized (TOKENIZERS) {
      if (tokenizersLoaded) {
        return;
      }
      var resources = NativePlatform.current().tokenizers();
      Path unpacked = UnpackedResources.unpack(folder, "tokenizers", resources);
      String library = Path.of(resources.getFirst()).getFileName().toString();
      withProperty(
          "RUST_LIBRARY_PATH", unpacked.resolve(library).toString(), LibUtils::checkStatus);
      tokenizersLoaded = true;
    }
  }

  static OrtEnvironment loadOnnxRuntime(Path folder) {
    synchronized (ONNX_RUNTIME) {
      if (!onnxRuntimeLoaded) {
        var resources = NativePlatform.current().onnxRuntime();
        Path unpacked = UnpackedResources.unpack(folder, "onnxruntime", resources);
        withProperty("onnxruntime.native.path", unpacked.toString(), NativeLibraries::environment);
        onnxRuntimeLoaded = true;
      }
      return environment();
    }
  }

  /// One per process, whoever asks first.
  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "perigee");
  }

  private static void withProperty(String name, String value, Runnable load) {
    if (System.getProperty(name) != null) {
      load.run();
      return;
    }
    System.setProperty(name, value);
    try {
      load.run();
    } finally {
      System.clearProperty(name);
    }
  }
}
