/** Two hosts joined by the media relay alone, for load generators from outside. */
@NullMarked
package io.voider.cli.lab.relay;

import org.jspecify.annotations.NullMarked;
