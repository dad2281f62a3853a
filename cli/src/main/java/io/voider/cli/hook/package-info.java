/**
 * What the owner has done when something happens: programs of the owner's in a directory, each named after the event that it is for.
 *
 * <p>A program runs as nobody, for a while at most, a few at once. It gets the event as JSON on its standard input and in its
 * environment, is started without a shell, and what it prints goes to the log. The rules for the directory are those of {@link
 * io.voider.cli.hook.HookDirectory}.
 */
package io.voider.cli.hook;
