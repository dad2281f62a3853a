/** SIP and SDP codec, the rewriter, call tracking. Pure: bytes in, bytes out. */
package io.voider.sip;
