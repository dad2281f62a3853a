/**
 * The exchange: what crosses it, where to, and under which addresses.
 *
 * <p>It has two kinds of side. On the phones' side a phone sees itself under its own address A and everybody else under
 * what one dials, {@code 10.i.s.p}. On the side of exchange i, everybody is {@code 172.29.s.p}. A {@link
 * io.voider.cli.exchange.Crossing} is one pair of parties with both their names on both sides; it is all the address
 * translation that there is.
 */
package io.voider.cli.exchange;
