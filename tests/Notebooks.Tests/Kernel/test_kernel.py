"""Jupyter's own tests of a kernel (package jupyter_kernel_test), run by JupyterTests.cs."""

import random
import socket
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 60  # a busy machine


class GhnKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "ghn-csharp"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Enumerable.Rang", "matches": {"Range"}},
    ]
    complete_code_samples = ["1 + 1", "var a = 3;", "#!time\nConsole.WriteLine(1);"]
    incomplete_code_samples = ["if (true) {", "class A {", "void F() {"]
    invalid_code_samples = ["int int = 3;", "var = ;"]
    code_execute_result = [{"code": "6 * 7", "result": "42"}, {"code": '"a" + 1', "result": "a1"}]
    code_display_data = [{"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"}]
    code_generate_error = 'throw new Exception("bad");'
    code_inspect_sample = "Console.WriteLine"
    supported_history_operations = ("tail", "range")
    # Skipped: test_pager and test_clear_output (nothing here pages or clears), searching the history.

    def test_noise(self):
        noise = random.Random(20261125)
        for port in self.km.ports * 5:
            for size in (1, 64, 5000):
                with socket.create_connection(("127.0.0.1", port)) as stranger:
                    stranger.sendall(noise.randbytes(size))
        self.flush_channels()
        reply, _ = self.execute_helper("1 + 1")
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertTrue(self.kc.is_alive())


if __name__ == "__main__":
    unittest.main()
