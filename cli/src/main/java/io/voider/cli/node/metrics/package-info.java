/**
 * What a running node counts and knows, for Prometheus and what reads the same. {@link io.voider.cli.node.metrics.NodeMetrics} makes
 * metrics of the node's reports, {@link io.voider.cli.node.metrics.MetricsServer} hands them out.
 */
package io.voider.cli.node.metrics;
