package dev.perigee.embed.minilm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Where the two native libraries of the embedder lie in their jars, for one kind of machine.
///
/// @param onnxRuntime resources of the ONNX Runtime
/// @param tokenizers resources of the Hugging Face tokenizers; the first is the one to load, the
///   others must lie beside it
record NativePlatform(List<String> onnxRuntime, List<String> tokenizers) {

  private static final Map<String, String> ARCHITECTURES =
      Map.of("amd64", "x64", "x86_64", "x64", "aarch64", "aarch64", "arm64", "aarch64");

  /// @throws UnsupportedOperationException if one of the libraries is not built for this machine
  static NativePlatform current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  /// @param os as in the system property `os.name`
  /// @param architecture as in the system property `os.arch`
  static NativePlatform of(String os, String architecture) {
    String machine = operatingSystem(os) + "-" + ARCHITECTURES.get(architecture);
    return switch (machine) {
      case "linux-x64" -> of(machine, "linux-x86_64", "lib%s.so", List.of());
      case "linux-aarch64" -> of(machine, "linux-aarch64", "lib%s.so", List.of());
      case "osx-aarch64" -> of(machine, "osx-aarch64", "lib%s.dylib", List.of());
      case "win-x64" ->
          of(
              machine,
              "win-x86_64",
              "%s.dll",
              List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll"));
      default ->
          throw new UnsupportedOperationException(
              "platform: expected Linux (x64, aarch64), macOS (aarch64) or Windows (x64), got "
                  + os
                  + " "
                  + architecture);
    };
  }

  private static String operatingSystem(String os) {
    String name = os.toLowerCase(Locale.ROOT);
    if (name.startsWith("linux")) {
      return "linux";
    }
    return name.startsWith("windows") ? "win" : name.startsWith("mac") ? "osx" : name;
  }

  private static NativePlatform of(
      String onnxRuntime, String tokenizers, String pattern, List<String> companions) {
    String runtimeFolder = "ai/onnxruntime/native/" + onnxRuntime + "/";
    String tokenizersFolder = "native/lib/" + tokenizers + "/cpu/";
    return new NativePlatform(
        Stream.of("onnxruntime", "onnxruntime4j_jni")
            .map(library -> runtimeFolder + pattern.replace("%s", library))
            .toList(),
        Stream.concat(Stream.of(pattern.replace("%s", "tokenizers")), companions.stream())
            .map(library -> tokenizersFolder + library)
            .toList());
  }
}
