package dev.perigee.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The house rules that no compiler and no formatter checks, over every file of the checkout.
///
/// Patterns and offences are written so that they do not match themselves (`[D]`, `"Thread" +`),
/// because this file is checked like any other.
final class TidyTest {
  private static final int JAVA_LINES_MAX = 400;
  private static final int LINE_CHARACTERS_MAX = 140;
  private static final long FILE_BYTES_MAX = 1L << 20;

  private static final Path ROOT = Path.of(System.getProperty("perigee.root")).normalize();
  private static final Set<String> SKIPPED_FOLDERS = Set.of(".git", ".idea", "target");

  private static final List<LineRule> LINE_RULES =
      List.of(
          new LineRule(
              "a task left open needs its reason in parentheses",
              path -> true,
              "\\b(TO[D]O|FIX[M]E)\\b(?!\\([^)]+\\))",
              "// TO" + "DO later"),
          new LineRule(
              "only the command's Main ends the JVM",
              path -> isJava(path) && !path.endsWith("dev/perigee/cli/Main.java"),
              "\\bSystem\\.[e]xit\\b",
              "System" + ".exit(1);"),
          new LineRule(
              "an exception is handled or thrown on, not printed",
              TidyTest::isJava,
              "\\bprint[S]tackTrace\\b",
              "e.print" + "StackTrace();"),
          new LineRule(
              "a test waits for what it needs, not for a while",
              TidyTest::isTest,
              "\\bThread\\.[s]leep\\b",
              "Thread" + ".sleep(100);"),
          new LineRule(
              "a test runs or is deleted", TidyTest::isJava, "@[D]isabled\\b", "@" + "Disabled"),
          new LineRule(
              "only the kernels see the Vector API",
              path -> isProduction(path) && !path.contains("/dev/perigee/kernel/"),
              "^import (static )?jdk\\.incubator\\.vector\\b",
              "import jdk.incubator.vector.FloatVector;"),
          new LineRule(
              "only the store sees RocksDB",
              path -> isJava(path) && !path.startsWith("perigee-store/"),
              "^import (static )?org\\.rocksdb\\b",
              "import org.rocksdb.RocksDB;"),
          new LineRule(
              "production code does not see the testkit",
              TidyTest::isProduction,
              "^import (static )?dev\\.perigee\\.testkit\\b",
              "import dev.perigee.testkit.Oracle;"),
          new LineRule(
              "imports name what they import",
              TidyTest::isJava,
              "^import .*\\*;",
              "import java.util.*;"),
          new LineRule(
              "a class is named for what it is",
              TidyTest::isJava,
              "^ *([a-z-]+ +)*(class|interface|record|enum) +\\w*(Manager|Helper|Utils?|Impl)\\b",
              "public final class FileUtils {"),
          // Markdown is free of it: neither a table row nor a link can be broken.
          new LineRule(
              "a line has at most " + LINE_CHARACTERS_MAX + " characters",
              path -> !path.endsWith(".md"),
              "^.{" + (LINE_CHARACTERS_MAX + 1) + "}",
              "x".repeat(LINE_CHARACTERS_MAX + 1)),
          new LineRule("blanks, not tabs", path -> true, "\t", "\tx"),
          new LineRule("no blanks at the end of a line", path -> true, "[ \t]$", "x "),
          new LineRule(
              "no path of one machine",
              path -> true,
              "(?<![\\w.])/(work|root|home)/",
              "see /" + "home/me/x"));

  @Test
  void everyLineIsTidy() throws IOException {
    List<String> offences = new ArrayList<>();
    for (String path : checkedFiles()) {
      if (!isText(path)) {
        continue;
      }
      List<String> lines = Files.readAllLines(ROOT.resolve(path));
      for (LineRule rule : LINE_RULES) {
        for (int i = 0; rule.scope().test(path) && i < lines.size(); i++) {
          if (rule.isBrokenBy(lines.get(i))) {
            offences.add(path + ":" + (i + 1) + ": " + rule.says());
          }
        }
      }
    }
    assertThat(offences).isEmpty();
  }

  @Test
  void everyRuleFindsItsOffence() {
    assertThat(LINE_RULES)
        .allSatisfy(rule -> assertThat(rule.isBrokenBy(rule.offence())).as(rule.says()).isTrue());
  }

  @Test
  void filesAreSmall() throws IOException {
    List<String> offences = new ArrayList<>();
    for (String path : checkedFiles()) {
      Path file = ROOT.resolve(path);
      long bytes = Files.size(file);
      if (bytes > FILE_BYTES_MAX) {
        offences.add(path + ": expected at most " + FILE_BYTES_MAX + " bytes, got " + bytes);
      } else if (isJava(path) && Files.readAllLines(file).size() > JAVA_LINES_MAX) {
        offences.add(path + ":" + (JAVA_LINES_MAX + 1) + ": a Java file of more lines than this");
      }
    }
    assertThat(offences).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    Set<String> offences = new TreeSet<>();
    for (String path : checkedFiles()) {
      if (isJava(path) && path.contains("src/main/java/") && !path.endsWith("/module-info.java")) {
        Path folder = ROOT.resolve(path).getParent();
        if (!Files.exists(folder.resolve("package-info.java"))) {
          offences.add(ROOT.relativize(folder) + ": a package without package-info.java");
        }
      }
    }
    assertThat(offences).isEmpty();
  }

  /// The files of the checkout, relative to it with `/` between names, without what a build or an
  /// IDE wrote.
  private static List<String> checkedFiles() throws IOException {
    List<String> files = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED_FOLDERS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(ROOT.relativize(file).toString().replace('\\', '/'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(files).as("files below perigee.root, %s", ROOT).contains("pom.xml");
    return files;
  }

  private static boolean isText(String path) {
    return isJava(path)
        || path.endsWith(".md")
        || path.endsWith(".sh")
        || path.endsWith("pom.xml")
        || path.equals("perigee")
        || path.equals(".ci/run");
  }

  private static boolean isJava(String path) {
    return path.endsWith(".java");
  }

  private static boolean isTest(String path) {
    return isJava(path) && (path.contains("/src/test/") || path.startsWith("perigee-testkit/"));
  }

  /// What users run: neither tests nor the modules that exist for tests and measurements.
  private static boolean isProduction(String path) {
    return isJava(path)
        && path.contains("/src/main/")
        && !path.startsWith("perigee-testkit/")
        && !path.startsWith("perigee-bench/");
  }

  /// One rule for single lines: where it holds, what it forbids, and a line that breaks it.
  private record LineRule(String says, Predicate<String> scope, Pattern forbidden, String offence) {
    LineRule(String says, Predicate<String> scope, String forbidden, String offence) {
      this(says, scope, Pattern.compile(forbidden), offence);
    }

    boolean isBrokenBy(String line) {
      return forbidden.matcher(line).find();
    }
  }
}
