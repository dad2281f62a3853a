/**
 * What an owner may order: everything that changes the exchange, each order in one record, carried out alike by the running
 * node and by a command when none runs.
 */
package io.voider.cli.orders;
