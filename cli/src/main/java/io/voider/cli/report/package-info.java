/**
 * What a node tells about itself: records that are at once the JSON of the control socket, the JSON of {@code --json},
 * and what the text output is drawn from. A record's {@code schema} grows when a component changes its meaning.
 */
package io.voider.cli.report;
