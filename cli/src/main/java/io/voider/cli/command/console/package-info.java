/** How a command speaks to a person: tables, text or JSON, questions, exit codes. */
package io.voider.cli.command.console;
