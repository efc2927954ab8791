package dev.perigee.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordNetGlossesTest {

  @Test
  void aSampleHasItsSizeAndIsTheSameEachTime() {
    List<Gloss> sample = WordNetGlosses.read(1000);
    assertThat(sample).hasSize(1000).isEqualTo(WordNetGlosses.read(1000));
  }

  @Test
  void aSampleIsSharedOutLikeAllOfWordNet() {
    var shares =
        WordNetGlosses.read(1000).stream()
            .collect(Collectors.groupingBy(Gloss::partOfSpeech, Collectors.counting()));
    assertThat(shares).containsOnlyKeys("noun", "verb", "adjective", "adverb");
    assertThat(shares.get("noun")).isBetween(690L, 705L);
    assertThat(shares.get("adverb")).isBetween(28L, 32L);
  }

  @Test
  void allGlossesDifferAndSaySomething() {
    List<Gloss> all = WordNetGlosses.read(Integer.MAX_VALUE);
    assertThat(all).hasSizeGreaterThan(110_000);
    assertThat(all.stream().map(Gloss::text).distinct().count()).isEqualTo(all.size());
    assertThat(all.stream().filter(gloss -> gloss.text().isBlank() || gloss.words().isBlank()))
        .isEmpty();
  }

  @Test
  void examplesAreLeftOut() {
    assertThat(WordNetGlosses.definition("a small cat; a kitten; \"it purred\"; \"so did I\""))
        .isEqualTo("a small cat; a kitten");
    assertThat(WordNetGlosses.definition("connect: \"hitch the trailer\"")).isEqualTo("connect");
    assertThat(WordNetGlosses.definition("not any other:")).isEqualTo("not any other");
    assertThat(WordNetGlosses.definition("as in \"carrot and stick\""))
        .isEqualTo("as in \"carrot and stick\"");
  }

  @Test
  void aLimitBelowOneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WordNetGlosses.read(0))
        .withMessage("limit: expected at least 1, got 0");
  }
}
