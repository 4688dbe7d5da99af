"""pyrofile-validator measured in a process of its own. Runs in the peers' environment.

``python -P pyrofile_client.py FILE``: FILE has a resource a line. Prints one JSON object: for each line the seconds of
the processor the second time and whether it found an error, the seconds that it took to start and to judge the first,
and the most resident bytes.
"""

import json
import resource
import sys
import time


def main(path: str) -> None:
    """Judge every line twice."""
    begun = time.perf_counter()
    from pyrofile_validator import Validator

    judge = Validator()
    with open(path, encoding="utf-8") as text:
        resources = [json.loads(line) for line in text]
    judge.validate_resource(resources[0])
    told = {"first": time.perf_counter() - begun, "seconds": [], "errors": []}
    for one in resources:
        judge.validate_resource(one)
        start = time.process_time()
        report = judge.validate_resource(one)
        told["seconds"].append(time.process_time() - start)
        told["errors"].append(any(str(issue.severity.value) in ("error", "fatal") for issue in report.issues))
    told["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
