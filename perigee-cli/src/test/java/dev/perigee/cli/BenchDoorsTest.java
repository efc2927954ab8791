package dev.perigee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/// What `bench` says where perigee-bench, which has the peers and the plots, is not there: it never
/// is when these tests run.
final class BenchDoorsTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), line.split(" "));
  }

  @Test
  void peersThatAreNotThereAreRefusedBeforeAnythingIsMeasured() {
    assertThat(run("bench --generate clustered --metric l2 --peers jvector")).isEqualTo(2);
    assertThat(err.toString()).contains("--peers: expected perigee-bench on the class path");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void onlyPeersNeedsPeers() {
    assertThat(run("bench --generate clustered --metric l2 --only-peers")).isEqualTo(2);
    assertThat(err.toString()).contains("--only-peers: expected --peers beside it");
  }

  @Test
  void aPlotNeedsNoDataToMeasureButSomeoneWhoDraws() {
    assertThat(run("bench --plot curves.svg lines.jsonl")).isEqualTo(2);
    assertThat(err.toString()).contains("--plot: expected perigee-bench on the class path");
    assertThat(run("bench --plot=curves.svg")).isEqualTo(2);
    assertThat(err.toString()).contains("LINES");
  }

  @Test
  void withoutPlotTheDataIsRequiredAsEver() {
    assertThat(run("bench --metric l2")).isEqualTo(2);
    assertThat(err.toString()).contains("--base");
  }
}
