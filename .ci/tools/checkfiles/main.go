// Command checkfiles parses deployment files as strictly as the programs that read them:
//
//	checkfiles compose FILE           a compose file, with its variables, services and dependencies
//	checkfiles dashboard FILE...      Grafana dashboards
//	checkfiles operator FILE...       ServiceMonitor and PrometheusRule among Kubernetes manifests
//
// It prints what is wrong, one line each, and ends with 1 if anything is.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "checkfiles: give compose, dashboard or operator, and files")
		os.Exit(2)
	}
	check, known := map[string]func(string) error{"compose": compose, "dashboard": grafana, "operator": operator}[os.Args[1]]
	if !known {
		fmt.Fprintln(os.Stderr, "checkfiles: give compose, dashboard or operator, and files")
		os.Exit(2)
	}
	failed := false
	for _, file := range os.Args[2:] {
		if err := check(file); err != nil {
			fmt.Printf("%s: %v\n", file, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

// compose loads the file with every profile on, so that no service is passed over, and prints the project as JSON when
// CHECKFILES_PRINT is set.
func compose(file string) error {
	options, err := cli.NewProjectOptions([]string{file}, cli.WithOsEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	if os.Getenv("CHECKFILES_PRINT") != "" {
		out, err := project.MarshalJSON()
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(out)
		return err
	}
	return nil
}

func grafana(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var board dashboard.Dashboard
	// Their errors are lists, which are no nil when they are empty.
	for _, err := range []error{board.UnmarshalJSONStrict(raw), board.Validate()} {
		if err != nil && err.Error() != "" {
			return err
		}
	}
	return nil
}

func operator(file string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(raw)))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var head struct {
			Kind       string `json:"kind"`
			APIVersion string `json:"apiVersion"`
		}
		if err := strict.Unmarshal(document, &head); err != nil {
			return err
		}
		var into any
		switch head.Kind {
		case "ServiceMonitor":
			into = &monitoring.ServiceMonitor{}
		case "PrometheusRule":
			into = &monitoring.PrometheusRule{}
		default:
			continue
		}
		if err := strict.UnmarshalStrict(document, into, func(d *json.Decoder) *json.Decoder {
			d.DisallowUnknownFields()
			return d
		}); err != nil {
			return fmt.Errorf("%s: %w", head.Kind, err)
		}
	}
}
