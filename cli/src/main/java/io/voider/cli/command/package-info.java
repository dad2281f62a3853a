/**
 * The commands. Each is a small class that asks a running node over its control socket, or works on the node's directory
 * itself when none is running, and prints one record: drawn as text for people, as it is with {@code --json}.
 */
package io.voider.cli.command;
