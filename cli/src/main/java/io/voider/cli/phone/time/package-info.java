/** The time for the phones: {@link io.voider.cli.phone.time.SntpServer}. */
@org.jspecify.annotations.NullMarked
package io.voider.cli.phone.time;
