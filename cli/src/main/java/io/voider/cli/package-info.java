/** The node, the commands, the lab. */
package io.voider.cli;
