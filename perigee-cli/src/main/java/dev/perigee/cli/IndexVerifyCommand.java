package dev.perigee.cli;

import dev.perigee.error.CorruptionException;
import dev.perigee.index.DamagedPart;
import dev.perigee.index.IndexSalvage;
import dev.perigee.index.VectorIndex;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `perigee index verify`: reads all of an index file and says whether it is sound.
@Command(
    name = "verify",
    description = {
      "Checks every byte of an index file against its checksums, and its graph for sense.",
      "Of a damaged one it lists what is damaged; index salvage makes a sound one of the rest."
    },
    mixinStandardHelpOptions = true)
final class IndexVerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "INDEX", description = "The index file.")
  private Path index;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    long bytes;
    try {
      bytes = VectorIndex.verify(index);
    } catch (CorruptionException e) {
      tellDamage();
      throw e;
    }
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", index.toString());
      line.put("bytes", bytes);
      line.put("sound", true);
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      spec.commandLine().getOut().printf("%s: %,d bytes, sound%n", index, bytes);
    }
    return 0;
  }

  /// What is damaged, where that can be told; why the file is refused is told by the error.
  private void tellDamage() {
    List<DamagedPart> parts;
    try {
      parts = IndexSalvage.examine(index);
    } catch (CorruptionException e) {
      return; // not even the header can be read
    }
    if (json) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("file", index.toString());
      line.put("sound", false);
      line.put("damage", DamageLines.objects(parts));
      spec.commandLine().getOut().println(Json.line(line));
    } else {
      DamageLines.texts(parts).forEach(spec.commandLine().getOut()::println);
    }
  }
}
