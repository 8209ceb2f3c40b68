"""Jupyter's own test of kernels, with the samples it needs for TypeScript."""

import unittest

import jupyter_kernel_test


class WirebookKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"
    completion_samples = [
        {"text": "proce", "matches": {"process"}},
        {"text": "Math.ab", "matches": {"abs"}},
    ]
    complete_code_samples = ["1", "const a = 1;", "for (const x of [1]) {\n  x;\n}\n", "await null"]
    incomplete_code_samples = ["for (const x of [1]) {", "console.log(", "const text = `a", "/* a"]
    invalid_code_samples = ["const = 1;", "import = 7q", "a b c"]
    code_generate_error = "throw new TypeError('failed')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'text'", "result": "'text'"},
        {"code": "[{ a: 1 }]", "mime": "text/html"},
    ]
    code_display_data = [
        {
            "code": "import { display } from 'tslab'; display.html('<b>bold</b>')",
            "mime": "text/html",
        },
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6*"
    code_inspect_sample = "setTimeout"
    code_clear_output = "console.clear()"


class WirebookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "tslab"
    support_iopub_welcome = True

    def setUp(self):
        """A kernel may say that it starts in the moment in which somebody subscribes."""
        receive = self.kc.get_iopub_msg

        def after_start(*args, **kwargs):
            message = receive(*args, **kwargs)
            while message["content"].get("execution_state") == "starting":
                message = receive(*args, **kwargs)
            return message

        self.kc.get_iopub_msg = after_start


if __name__ == "__main__":
    unittest.main()
