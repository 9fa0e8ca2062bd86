"""Starts one emulator on 127.0.0.1: launch.py moto|ministack PORT. Ends, workers included, when its stdin closes.

MiniStack's private functions are replaced where it differs from AWS, so its version is pinned in requirements.txt.
"""

import base64
import functools
import hashlib
import json
import os
import signal
import sys
import threading
import time
import urllib.parse


def end_with_parent():
    """The parent holds our stdin open; when it is gone, however it went, so is this process group."""
    os.setpgrp()

    def watch():
        while os.read(0, 4096):
            pass
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def own_credentials(runtime, sts):
    """Each function signs with a key of its own; the session token says whose it is, which the router reads."""

    def credentials(config):
        role, name = config.get("Role", ""), config.get("FunctionName", "function")
        account, _region = runtime._account_region_from_function_config(config)
        session = {"role": role, "session": name, "account": account}
        token = base64.urlsafe_b64encode(json.dumps(session).encode()).decode()
        digest = hashlib.sha256(f"{config.get('FunctionArn')} {role}".encode()).hexdigest()
        key = f"ASIA{digest[:16].upper()}"
        arn = f"arn:aws:sts::{account}:assumed-role/{role.rsplit('/', 1)[-1]}/{name}"
        sts.register_session(key, {"Arn": arn, "UserId": f"AROA{digest[16:32].upper()}:{name}", "SessionToken": token})
        return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": digest, "AWS_SESSION_TOKEN": token}

    return credentials


def retried_rule_targets(lambdas, in_flight):
    """EventBridge invokes functions asynchronously, with their retries and failure destinations."""

    def dispatch(arn, payload):
        func, config, name = lambdas._get_func_record_for_ref(arn)
        if not func or not config:
            print(f"EventBridge: no function {name}", file=sys.stderr)
            return
        record = lambdas._execution_record_for_config(func, config)
        event = json.loads(payload)
        in_flight.dispatched(event)
        lambdas.invoke_async_with_retry(record, event)

    return dispatch


def trail_may_put(put_events):
    """Only the router, which marks its calls, may publish events whose source starts with `aws.`."""

    @functools.wraps(put_events)
    def put(data, allow_aws_source=False):
        return put_events(data, allow_aws_source or data.get("SandboxTrail") is True)

    return put


class InFlight:
    """How many events wait for their function or are being worked on, kept in a file that the router reads."""

    def __init__(self, path):
        self.path, self.lock, self.waiting, self.running = path, threading.Lock(), set(), 0

    def _write(self):
        with open(self.path + ".new", "w", encoding="ascii") as file:
            file.write(str(len(self.waiting) + self.running))
        os.replace(self.path + ".new", self.path)

    def dispatched(self, event):
        with self.lock:
            self.waiting.add(id(event))
            self._write()

    def watching(self, execute):
        def watched(func, event):
            with self.lock:
                self.waiting.discard(id(event))
                self.running += 1
                self._write()
            try:
                return execute(func, event)
            finally:
                with self.lock:
                    self.running -= 1
                    self._write()

        return watched


def failed_sequence_numbers(mapping, result):
    """The stream records a function reported as failed; None when it failed as a whole."""
    if result.get("error"):
        return None
    if "ReportBatchItemFailures" not in mapping.get("FunctionResponseTypes", []):
        return set()
    body = result.get("body")
    failures = body.get("batchItemFailures") or [] if isinstance(body, dict) else []
    return {failure.get("itemIdentifier") for failure in failures}


def retried_stream_batches(lambdas, execute):
    """DynamoDB stream mappings: partial batch failures, bisecting, a bounded number of retries, failure destination."""
    number = lambda record: record["dynamodb"]["SequenceNumber"]

    def left_over(batch, failed):
        """A stream is read in order: what comes after the first failure is read again as well."""
        if failed is None:
            return batch
        first = next((i for i, record in enumerate(batch) if number(record) in failed), len(batch))
        return batch[first:]

    def deliver(func, mapping, batch, retries):
        attempt = 0
        while batch:
            result = execute(func, {"Records": batch})
            left = left_over(batch, failed_sequence_numbers(mapping, result))
            if not left:
                return
            attempt = attempt + 1 if len(left) == len(batch) else 1
            batch = left
            if mapping.get("BisectBatchOnFunctionError") and len(batch) > 1:
                middle = len(batch) // 2
                deliver(func, mapping, batch[:middle], retries)
                return deliver(func, mapping, batch[middle:], retries)
            if 0 <= retries < attempt:
                stream = mapping["EventSourceArn"]
                lambdas._send_ddb_stream_failure_record(mapping, func, batch, stream, result, "RetryAttemptsExhausted")
                return
            time.sleep(min(lambdas._LAMBDA_ASYNC_RETRY_BASE_SECONDS * 2 ** (attempt - 1), 10))

    def execute_batch(func, event):
        first = (event.get("Records") or [{}])[0] if isinstance(event, dict) else {}
        if not isinstance(first, dict) or first.get("eventSource") != "aws:dynamodb":
            return execute(func, event)
        name = (func.get("config") or func).get("FunctionName")
        for _account, _region, mapping in lambdas._iter_all_esms():
            if mapping.get("EventSourceArn") == first.get("eventSourceARN") and mapping.get("FunctionName") == name:
                retries = mapping.get("MaximumRetryAttempts", -1)
                deliver(func, mapping, event["Records"], -1 if retries is None else int(retries))
                return {"body": {"batchItemFailures": []}}
        return execute(func, event)

    return execute_batch


def ministack(port):
    os.environ.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=port, IOT_MTLS_ENABLED="0", SFTP_ENABLED="0")
    from ministack.core import lambda_runtime
    from ministack.services import eventbridge, lambda_svc, sqs, sts

    # Queue URLs lead to the router, as every other call does.
    sqs._CANONICAL_NETLOC = urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc
    sqs.DEFAULT_HOST, sqs.DEFAULT_PORT = sqs._CANONICAL_NETLOC.split(":")
    lambda_runtime.execution_credentials = own_credentials(lambda_runtime, sts)
    in_flight = InFlight(os.environ["SANDBOX_IN_FLIGHT"])
    eventbridge._dispatch_to_lambda = retried_rule_targets(lambda_svc, in_flight)
    eventbridge._put_events = trail_may_put(eventbridge._put_events)
    execute = retried_stream_batches(lambda_svc, lambda_svc._execute_function)
    lambda_svc._execute_function = in_flight.watching(execute)
    from ministack.app import main

    sys.argv = ["ministack"]
    main()


def moto(port):
    from moto.server import main

    main(["-H", "127.0.0.1", "-p", port])


if __name__ == "__main__":
    end_with_parent()
    {"moto": moto, "ministack": ministack}[sys.argv[1]](sys.argv[2])
