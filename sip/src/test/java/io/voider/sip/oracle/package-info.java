/**
 * JAIN-SIP as an oracle: another reader of the same grammar, whose readings ours are compared with. It refuses about a third of
 * what our generators make, though the grammar allows it; so it can only say that we read wrongly, never that we may refuse.
 */
package io.voider.sip.oracle;
