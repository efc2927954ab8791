/// The commands that look into files of others, bring them in and take ours out.
package dev.perigee.cli.move;
