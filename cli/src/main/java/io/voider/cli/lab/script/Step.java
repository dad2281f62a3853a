package io.voider.cli.lab.script;

import java.util.Map;

/**
 * One thing that the lab did or saw.
 *
 * @param name what, in a word for programs
 * @param ok whether it went as it should
 * @param milliseconds how long it took
 * @param text what happened, a sentence for people
 * @param details figures, by name
 */
public record Step(String name, boolean ok, long milliseconds, String text, Map<String, Object> details) {}
