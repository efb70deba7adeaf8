package io.probity.probe.http;

import io.netty.handler.ssl.SslProvider;

class JdkTlsContractTest extends TlsContract {
  JdkTlsContractTest() {
    super(SslProvider.JDK);
  }
}
