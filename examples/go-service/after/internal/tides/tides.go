// Package tides knows the harbours and asks the forecast for the height of the water.
package tides

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

// Harbour has a regular tide; Mean, Range and FirstHigh come from the table of the year.
type Harbour struct {
	ID, Name    string
	Mean, Range float64
	FirstHigh   time.Time
}

// Time from one high water to the next.
const period = 12*time.Hour + 25*time.Minute + 14*time.Second

// NextHigh is the first high water after now.
func (h Harbour) NextHigh(now time.Time) time.Time {
	since := now.Sub(h.FirstHigh)
	return h.FirstHigh.Add((since/period + 1) * period)
}

// Height is the height of the water in metres, without the weather.
func (h Harbour) Height(now time.Time) float64 {
	phase := float64(now.Sub(h.FirstHigh)) / float64(period)
	return h.Mean + h.Range/2*math.Cos(2*math.Pi*phase)
}

// Load reads the table of harbours: id, name, mean, range, first high water.
func Load(path string) (map[string]Harbour, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	harbours := make(map[string]Harbour, len(rows))
	for _, row := range rows[1:] {
		mean, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		span, err := strconv.ParseFloat(row[3], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		first, err := time.Parse(time.RFC3339, row[4])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		harbours[row[0]] = Harbour{ID: row[0], Name: row[1], Mean: mean, Range: span, FirstHigh: first}
	}
	return harbours, nil
}

// Client asks the forecast how much the wind adds to the tide.
type Client struct {
	URL  string
	HTTP *http.Client
}

// Surge is the part of the weather in metres.
func (c *Client) Surge(ctx context.Context, id string) (float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+"/surge/"+url.PathEscape(id), nil)
	if err != nil {
		return 0, err
	}
	response, err := c.HTTP.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("forecast: %s", response.Status)
	}
	var answer struct {
		Metres float64 `json:"metres"`
	}
	err = json.NewDecoder(response.Body).Decode(&answer)
	return answer.Metres, err
}
