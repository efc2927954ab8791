/// What tests of every module share: the oracle of search, seeded data, files that lose power,
/// child processes that are killed, and what files of records are checked by, damaged ones too. No
/// production code depends on it.
package dev.perigee.testkit;
